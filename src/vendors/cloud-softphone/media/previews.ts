import type { Preview } from '../../../core/preview.ts'

const CHAT = { x: 0, y: 0, width: 300, height: 230 }
const BUBBLE = { x: 62, y: 12, width: 226, height: 160 }
const MARGIN = 5

/** A picture in a message, and an answer to it. */
export const previews: readonly Preview[] = [
  {
    caption: 'In a message',
    width: CHAT.width,
    height: CHAT.height,
    layers: [
      { kind: 'box', ...CHAT, fill: 'raised' },
      { kind: 'box', ...BUBBLE, fill: 'back', radius: 14 },
      {
        kind: 'picture',
        x: BUBBLE.x + MARGIN,
        y: BUBBLE.y + MARGIN,
        width: BUBBLE.width - 2 * MARGIN,
        height: BUBBLE.height - 2 * MARGIN,
        fit: 'contain',
      },
      { kind: 'box', x: 12, y: 182, width: 72, height: 36, fill: 'back', radius: 14 },
      { kind: 'text', text: 'Got it?', x: 24, y: 205, size: 15, fill: 'text' },
    ],
  },
]
