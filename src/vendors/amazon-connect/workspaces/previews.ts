import type { Preview } from '../../../core/preview.ts'

const HEADER = { width: 380, height: 52 }
const THEMES = [
  { theme: 'light', back: '#ffffff', text: '#111111' },
  { theme: 'dark', back: '#16191f', text: '#eeeeee' },
] as const

/** A logo in the header of a workspace, in each of its themes. */
export const previews: readonly Preview[] = THEMES.map(({ theme, back, text }) => ({
  caption: `Workspace header, ${theme}`,
  ...HEADER,
  layers: [
    { kind: 'box', x: 0, y: 0, ...HEADER, fill: 'line', radius: 8 },
    { kind: 'box', x: 1, y: 1, width: HEADER.width - 2, height: HEADER.height - 2, fill: back, radius: 7 },
    { kind: 'picture', x: 13, y: 8, width: 160, height: 36, fit: 'contain', side: 'left' },
    { kind: 'text', text: 'Agent workspace', x: 367, y: 31, size: 15, fill: text, anchor: 'end' },
  ],
}))
