import { HeldBytes } from './held-bytes.ts'
import { PartHeader } from './part-header.ts'
import {
  bytesOf,
  endContent,
  fillHead,
  NOTHING,
  type OpenPart,
  type TracedBytes,
  type TracedPart,
} from './traced-part.ts'

const MAX_PARTS = 200
const MAX_HEADER_BYTES = 8 * 1024
/** What is copied at once around delimiters and in headers; longer than any delimiter. */
const PIECE_BYTES = 1024
const HYPHEN = 0x2d
/** What may follow a delimiter, beside the two hyphens of the last one: the line's end, or white space before that. */
const ENDS_DELIMITER = new Set([0x0d, 0x20, 0x09])
const LINE_END = Buffer.from('\r\n')
const END_OF_HEADER = Buffer.from('\r\n\r\n')

/**
 * Notes where the parts of a multipart body lie, from the same bytes that the parser reads, and keeps their headers
 * as sent, which no parser tells. It parses no values and its memory is bounded.
 */
export class WireTrace {
  readonly #delimiter: Buffer
  readonly #parts: OpenPart[] = []
  #size = 0
  #isClosed = false
  #hasLookalike = false
  // Chunks of which no copy is made: an explanation may want some bytes of the first and of the latest.
  #first: TracedBytes | undefined
  #previous: TracedBytes | undefined
  #latest: TracedBytes | undefined
  // The first delimiter may stand at the very beginning, without the line break that is part of the others.
  readonly #held = new HeldBytes(LINE_END)
  #heldOffset = -LINE_END.length
  #inHeader = false
  /** How much of what is held was searched for the end of a header. */
  #searched = 0
  /** The first part of whose content something may be missing. */
  #filling = 0

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`)
  }

  /** The parts whose headers have begun, in their order; the first two hundred. */
  get parts(): readonly TracedPart[] {
    return this.#parts
  }

  /** How many bytes of the body came. */
  get size(): number {
    return this.#size
  }

  /** How long the delimiter between two parts is, with the line's end before it. */
  get delimiterBytes(): number {
    return this.#delimiter.length
  }

  /** Whether there are as many parts as are followed: what comes behind the last of them is not looked at. */
  get isFull(): boolean {
    return this.#parts.length >= MAX_PARTS
  }

  /** Whether the delimiter came that closes the body. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Whether a line of content begins like the delimiter and goes on: a parser may end the part there, and lose the rest. */
  get hasLookalike(): boolean {
    return this.#hasLookalike
  }

  /** The body's first bytes, as many as came at once. */
  get beginning(): Buffer {
    return this.#first?.bytes ?? NOTHING
  }

  /** Bytes around a place, in rows of 16, as far as they are still at hand; undefined where they are not. */
  around(offset: number, reach: number): TracedBytes | undefined {
    const held = [this.#first, this.#latest, this.#previous, ...this.#parts.map(bytesOf)].find(
      one => one !== undefined && offset >= one.offset && offset <= one.offset + one.bytes.length,
    )
    if (held === undefined) return undefined
    const start = Math.max(offset - (offset % 16) - reach, held.offset)
    const at = start - held.offset
    return { offset: start, bytes: held.bytes.subarray(at, at + 2 * reach) }
  }

  /** Looks at the next bytes of the body. */
  push(chunk: Buffer): void {
    const at = { offset: this.#size, bytes: chunk }
    this.#size += chunk.length
    this.#first ??= at
    this.#previous = this.#latest
    this.#latest = at
    this.#follow(chunk)
    for (const part of this.#parts.slice(this.#filling)) fillHead(part, at)
    this.#filling = Math.max(0, this.#parts.length - 1)
  }

  #follow(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0 && this.#parts.length < MAX_PARTS) {
      const passed = this.#passBy(rest)
      if (passed === 0) this.#take(rest.subarray(0, PIECE_BYTES))
      rest = rest.subarray(passed === 0 ? PIECE_BYTES : passed)
    }
  }

  /** Passes by the bytes before the next delimiter, which are most of a file and need no copy; answers how many. */
  #passBy(bytes: Buffer): number {
    // A form begins with a delimiter: to look for the next one first would be to look twice.
    if (this.#inHeader || this.#heldOffset < 0) return 0
    const overlap = this.#delimiter.length - 1
    const at = bytes.indexOf(this.#delimiter)
    const clear = at < 0 ? bytes.length : at
    if (clear < PIECE_BYTES) return 0
    const seam = Buffer.concat([this.#held.bytes, bytes.subarray(0, overlap)])
    if (seam.includes(this.#delimiter)) return 0
    this.#heldOffset += this.#held.length + clear - overlap
    this.#held.replace(bytes.subarray(clear - overlap, clear))
    return clear
  }

  #take(piece: Buffer): void {
    this.#held.add(piece)
    while (this.#parts.length < MAX_PARTS && (this.#inHeader ? this.#endHeader() : this.#beginPart())) {}
  }

  #beginPart(): boolean {
    const held = this.#held.bytes
    const at = held.indexOf(this.#delimiter)
    if (at < 0) {
      this.#letGo(held.length - this.#delimiter.length + 1)
      return false
    }
    const [behind, next] = held.subarray(at + this.#delimiter.length)
    if (behind === undefined || (behind === HYPHEN && next === undefined)) {
      this.#letGo(at)
      return false
    }
    if (!ENDS_DELIMITER.has(behind) && !(behind === HYPHEN && next === HYPHEN)) {
      // It only begins like the delimiter: it is content.
      this.#hasLookalike = true
      this.#letGo(at + 1)
      return true
    }
    const open = this.#parts.at(-1)
    if (open !== undefined) endContent(open, this.#heldOffset + at)
    this.#letGo(at + this.#delimiter.length)
    this.#inHeader = true
    return true
  }

  #endHeader(): boolean {
    const held = this.#held.bytes
    const at = held.indexOf(END_OF_HEADER, Math.max(0, this.#searched - END_OF_HEADER.length + 1))
    const isClosing = held[0] === HYPHEN && held[1] === HYPHEN
    this.#searched = held.length
    if (at < 0 && !isClosing && held.length <= MAX_HEADER_BYTES) return false
    if (isClosing) this.#isClosed = true
    else {
      const end = at < 0 ? MAX_HEADER_BYTES : at
      const firstLine = held.indexOf(LINE_END) + LINE_END.length
      this.#parts.push({
        offset: this.#heldOffset + firstLine,
        header: new PartHeader(held.toString('utf8', firstLine, end)),
        contentOffset: at < 0 ? undefined : this.#heldOffset + at + END_OF_HEADER.length,
        contentEnd: undefined,
        contentHead: NOTHING,
      })
      this.#letGo(end)
    }
    this.#inHeader = false
    return true
  }

  #letGo(bytes: number): void {
    if (bytes <= 0) return
    this.#held.letGo(bytes)
    this.#heldOffset += bytes
    this.#searched = 0
  }
}
