import type { Preview } from '../../../../src/core/preview.ts'

/** A picture in a frame on a wall; its label is written to be run where it is read as HTML. */
export const previews: readonly Preview[] = [
  {
    caption: 'On the wall',
    width: 200,
    height: 150,
    layers: [
      { kind: 'box', x: 0, y: 0, width: 200, height: 150, fill: 'raised', radius: 4 },
      { kind: 'ellipse', x: 95, y: 4, width: 10, height: 10, fill: '#333333' },
      { kind: 'picture', x: 30, y: 15, width: 140, height: 100, fit: 'contain', side: 'right' },
      { kind: 'text', text: '<b onclick=hit()>Untitled</b>', x: 10, y: 140, size: 14, fill: 'text' },
    ],
  },
]
