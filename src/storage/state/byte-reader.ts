import type { Bytes } from '../../core/bytes.ts'

const LINE_FEED = 0x0a

/** A source of bytes ended before what was asked of it. */
export class CutOff extends Error {
  constructor() {
    super('the bytes end too early')
    this.name = 'CutOff'
  }
}

/** Reads a stream piece by piece: a line, so many bytes. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array(0)

  constructor(source: Bytes) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The text up to the next line feed; undefined when it is longer than `maxBytes`. Throws `CutOff`. */
  async line(maxBytes: number): Promise<string | undefined> {
    const pieces: Uint8Array[] = []
    let length = 0
    for (;;) {
      const end = this.#held.indexOf(LINE_FEED)
      const piece = end < 0 ? this.#held : this.#held.subarray(0, end)
      pieces.push(piece)
      length += piece.length
      if (length > maxBytes) return undefined
      if (end >= 0) {
        this.#held = this.#held.subarray(end + 1)
        return Buffer.concat(pieces).toString('utf8')
      }
      this.#held = new Uint8Array(0)
      await this.#pull()
    }
  }

  /** The next so many bytes. Throws `CutOff`. */
  async *take(bytes: number): Bytes {
    for (let left = bytes; left > 0; ) {
      if (this.#held.length === 0) await this.#pull()
      const piece = this.#held.subarray(0, left)
      this.#held = this.#held.subarray(piece.length)
      left -= piece.length
      yield piece
    }
  }

  /** Whether nothing is left. */
  async isAtEnd(): Promise<boolean> {
    while (this.#held.length === 0) {
      const next = await this.#source.next()
      if (next.done === true) return true
      this.#held = next.value
    }
    return false
  }

  /** Lets go of the source. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  async #pull(): Promise<void> {
    if (await this.isAtEnd()) throw new CutOff()
  }
}
