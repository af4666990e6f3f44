import type { Beginning, MediaType, MediaTypeRow } from '../core/media-types.ts'

/** How many bytes of a file's beginning a type is told by. */
export const SNIFF_BYTES = 64

/** One way in which files of a type begin. */
interface Known {
  readonly type: MediaType
  readonly marks: Beginning
  /** How many bytes its marks have. */
  readonly length: number
}

/** Tells a file's type by its first bytes. */
export class Sniffer {
  /** Where first marks are. */
  readonly #places: readonly number[]
  /** By place and first character of the first mark, the longest first: few are ever compared. */
  readonly #beginnings = new Map<number, Known[]>()
  readonly #markup: readonly { readonly type: MediaType; readonly text: string }[]

  constructor(rows: readonly MediaTypeRow[]) {
    const all = rows.flatMap(({ name: type, begins }) =>
      begins.map(marks => ({ type, marks, length: marks.reduce((sum, { bytes }) => sum + bytes.length, 0) })),
    )
    for (const one of all.sort((a, b) => b.length - a.length)) {
      const [{ at, bytes }] = one.marks
      const key = keyOf(at, bytes.charCodeAt(0))
      this.#beginnings.set(key, [...(this.#beginnings.get(key) ?? []), one])
    }
    this.#places = [...new Set(all.map(({ marks }) => marks[0].at))]
    this.#markup = rows.flatMap(({ name, markup }) => markup.map(text => ({ type: name, text })))
  }

  /** The type that a file's first bytes show; undefined where they show none that is known. */
  typeOf(head: Uint8Array): MediaType | undefined {
    const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_BYTES))
    // A character for each byte: to compare texts is much cheaper than to cut buffers.
    const begin = bytes.toString('latin1')
    let found: Known | undefined
    for (const at of this.#places) {
      const alike = this.#beginnings.get(keyOf(at, begin.charCodeAt(at)))
      if (alike === undefined) continue
      for (const one of alike)
        if (isThere(one, begin)) {
          if (found === undefined || one.length > found.length) found = one
          break
        }
    }
    return found === undefined ? this.#ofMarkup(bytes.toString('utf8')) : found.type
  }

  #ofMarkup(begin: string): MediaType | undefined {
    const text = begin.trimStart().toLowerCase()
    const isXml = text.startsWith('<?xml')
    return this.#markup.find(one => text.startsWith(one.text) || (isXml && text.includes(one.text)))?.type
  }
}

function keyOf(place: number, character: number): number {
  return place * 256 + character
}

function isThere({ marks }: Known, begin: string): boolean {
  for (const { at, bytes } of marks) if (!begin.startsWith(bytes, at)) return false
  return true
}
