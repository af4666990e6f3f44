import type { Preview } from '../../../core/preview.ts'

const ROOM = { x: 0, y: 0, width: 480, height: 270 }
const SHADOW = '#1e2228d9'

/** A virtual background behind somebody who speaks. */
export const previews: readonly Preview[] = [
  {
    caption: 'Behind a speaker, 16:9',
    width: ROOM.width,
    height: ROOM.height,
    layers: [
      { kind: 'picture', ...ROOM, fit: 'cover' },
      { kind: 'ellipse', x: 194, y: 59, width: 92, height: 114, fill: SHADOW },
      // The shoulders: half of it lies below the picture.
      { kind: 'ellipse', x: 130, y: 168, width: 220, height: 204, fill: SHADOW },
    ],
  },
]
