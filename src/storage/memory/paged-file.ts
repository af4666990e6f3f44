import { Readable } from 'node:stream'
import { KiB, MiB } from '../../core/units.ts'
import type { ByteRange } from '../blobs.ts'
import { PAGE_BYTES, type Pages } from './pages.ts'

/** How much is read at once. */
const CHUNK_BYTES = 64 * KiB
/** From this size on a chunk is no socket's, but was made for this file: it is kept as it is. */
const LARGE_CHUNK_BYTES = 128 * KiB
/** How much of a file is copied into pages: to copy all of 15 MB takes longer than the collections that it spares. */
const PAGED_BYTES = MiB
/** How much more than itself a file may cost: an eighth of it. Else its end gets memory of its own size. */
const MAX_WASTE = 1 / 8

/** A file's bytes in memory. They cost hardly more than themselves, in however small chunks the file came. */
export class PagedFile {
  readonly #pages: Pages
  readonly #taken: Uint8Array[] = []
  /** All bytes in their order: what is filled of pages, and chunks that are kept as they came. */
  readonly #pieces: Uint8Array[] = []
  #page: Uint8Array | undefined
  #used = 0
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
    this.#bytes += chunk.length
    if (this.#isKept(chunk)) {
      this.#endPage()
      this.#pieces.push(chunk)
    } else this.#copy(chunk)
  }

  /** Ends the file. */
  end(): void {
    this.#endPage()
  }

  /** Reads it, or a range of it, to the end, even where it is dropped meanwhile. */
  read({ start, end }: ByteRange = { start: 0, end: this.#bytes - 1 }): Readable {
    this.#readers += 1
    return Readable.from(this.#chunks(start, end + 1), { objectMode: false }).once('close', () => {
      this.#readers -= 1
      if (this.#isDropped) this.#giveBack()
    })
  }

  /** Gives its memory back, as soon as nobody reads it. */
  drop(): void {
    this.#endPage()
    this.#isDropped = true
    this.#giveBack()
  }

  /** Whether a chunk stays as it came: it must be all of its buffer, or nearly, since it keeps that alive. */
  #isKept(chunk: Uint8Array): boolean {
    const isLarge =
      chunk.length >= LARGE_CHUNK_BYTES || (this.#bytes > PAGED_BYTES && chunk.length >= PAGE_BYTES)
    return isLarge && chunk.buffer.byteLength <= 2 * chunk.length
  }

  #copy(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      this.#page ??= this.#pages.take()
      const part = chunk.subarray(at, at + PAGE_BYTES - this.#used)
      this.#page.set(part, this.#used)
      this.#used += part.length
      at += part.length
      if (this.#used === PAGE_BYTES) this.#endPage()
    }
  }

  #endPage(): void {
    if (this.#page === undefined) return
    const filled = this.#page.subarray(0, this.#used)
    if (PAGE_BYTES - this.#used > this.#bytes * MAX_WASTE) {
      this.#pieces.push(Uint8Array.from(filled))
      this.#pages.give(this.#page)
    } else {
      this.#pieces.push(filled)
      this.#taken.push(this.#page)
    }
    this.#page = undefined
    this.#used = 0
  }

  #giveBack(): void {
    if (this.#readers > 0) return
    for (const page of this.#taken) this.#pages.give(page)
    this.#taken.length = 0
    this.#pieces.length = 0
  }

  // Copies: a socket may still send what it was given when the page is filled anew.
  *#chunks(start: number, behind: number): Iterable<Buffer> {
    let parts: Uint8Array[] = []
    let size = 0
    let offset = 0
    for (const piece of this.#pieces) {
      const part = piece.subarray(Math.max(start - offset, 0), Math.max(behind - offset, 0))
      offset += piece.length
      parts.push(part)
      size += part.length
      if (size < CHUNK_BYTES && offset < behind) continue
      yield Buffer.concat(parts)
      if (offset >= behind) return
      parts = []
      size = 0
    }
    if (size > 0) yield Buffer.concat(parts)
  }
}
