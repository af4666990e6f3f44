import type { Preview } from '../../../core/preview.ts'

/** Phones by the pixels of their backgrounds. Source: the guide to device backgrounds. */
const PHONES = [
  { model: '8841 to 8865', width: 800, height: 480, isGrey: false },
  { model: '6871', width: 480, height: 272, isGrey: false },
  { model: '8811, grey', width: 480, height: 128, isGrey: true },
] as const

const FRAME = 8
const SCREEN_WIDTH = 304

/** A background on the screens of desk phones. */
export const previews: readonly Preview[] = PHONES.map(({ model, width, height, isGrey }) => {
  const screen = { width: SCREEN_WIDTH, height: Math.round((SCREEN_WIDTH * height) / width) }
  const outer = { width: screen.width + 2 * FRAME, height: screen.height + 2 * FRAME }
  const inside = { x: FRAME, y: FRAME, ...screen }
  return {
    caption: `${model}: ${width}×${height}`,
    ...outer,
    layers: [
      { kind: 'box', x: 0, y: 0, ...outer, fill: '#222222' },
      { kind: 'box', ...inside, fill: '#000000' },
      { kind: 'picture', ...inside, fit: 'cover', ...(isGrey && { greyscale: true }) },
    ],
  }
})
