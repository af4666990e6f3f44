import { Readable } from 'node:stream'
import { KiB } from '../core/units.ts'
import type { ByteRange } from './blobs.ts'
import { PAGE_BYTES, type Pages } from './pages.ts'

/** How much is read at once. */
const CHUNK_BYTES = 64 * KiB

/** How much more than itself a file may cost: an eighth of it. Else its end gets memory of its own size. */
const MAX_WASTE = 1 / 8

/** A file's bytes in memory. They cost hardly more than themselves, in however small chunks the file came. */
export class PagedFile {
  readonly #pages: Pages
  /** Pages, and behind them a last piece of its own size where a page would waste too much. */
  readonly #pieces: Uint8Array[] = []
  #bytes = 0
  #readers = 0
  #isDropped = false

  constructor(pages: Pages) {
    this.#pages = pages
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Adds the next bytes of the file. */
  append(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const offset = this.#bytes % PAGE_BYTES
      if (offset === 0) this.#pieces.push(this.#pages.take())
      const part = chunk.subarray(at, at + PAGE_BYTES - offset)
      this.#pieces.at(-1)?.set(part, offset)
      this.#bytes += part.length
      at += part.length
    }
  }

  /** Ends the file. */
  end(): void {
    const used = this.#bytes % PAGE_BYTES
    const page = this.#pieces.at(-1)
    if (page === undefined || used === 0 || PAGE_BYTES - used <= this.#bytes * MAX_WASTE) return
    this.#pieces[this.#pieces.length - 1] = Uint8Array.from(page.subarray(0, used))
    this.#pages.give(page)
  }

  /** Reads it, or a range of it, to the end, be it dropped meanwhile. */
  read({ start, end }: ByteRange = { start: 0, end: this.#bytes - 1 }): Readable {
    this.#readers += 1
    const chunks = this.#chunks(start, Math.min(end + 1, this.#bytes))
    return Readable.from(chunks, { objectMode: false }).once('close', () => {
      this.#readers -= 1
      if (this.#isDropped) this.#giveBack()
    })
  }

  /** Gives its memory back, as soon as nobody reads it. */
  drop(): void {
    this.#isDropped = true
    this.#giveBack()
  }

  #giveBack(): void {
    if (this.#readers > 0) return
    for (const piece of this.#pieces) if (piece.length === PAGE_BYTES) this.#pages.give(piece)
    this.#pieces.length = 0
  }

  // Copies: a socket may still send what it was given when the page is filled anew.
  *#chunks(start: number, end: number): Iterable<Buffer> {
    for (let at = start; at < end; at += CHUNK_BYTES) yield this.#copy(at, Math.min(at + CHUNK_BYTES, end))
  }

  #copy(start: number, end: number): Buffer {
    const copy = Buffer.allocUnsafeSlow(end - start)
    for (let at = start; at < end; at += PAGE_BYTES - (at % PAGE_BYTES)) {
      const offset = at % PAGE_BYTES
      const piece = this.#pieces[Math.floor(at / PAGE_BYTES)]
      copy.set(piece?.subarray(offset, offset + end - at) ?? [], at - start)
    }
    return copy
  }
}
