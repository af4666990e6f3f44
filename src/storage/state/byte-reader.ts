import type { Bytes } from '../../core/bytes.ts'

/** A source of bytes ended before what was asked of it. */
export class CutOff extends Error {
  constructor() {
    super('the bytes end too early')
    this.name = 'CutOff'
  }
}

/** Reads a stream piece by piece, as far as the reader goes each time. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array(0)
  #read = 0

  constructor(source: Bytes) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** How many bytes were read. */
  get offset(): number {
    return this.#read
  }

  /** What came and was not read yet, at least a byte. Throws `CutOff`. */
  async ahead(): Promise<Uint8Array> {
    if (await this.isAtEnd()) throw new CutOff()
    return this.#held
  }

  /** Reads so many of the bytes that are ahead. */
  skip(bytes: number): void {
    this.#held = this.#held.subarray(bytes)
    this.#read += bytes
  }

  /** The next so many bytes. Throws `CutOff`. */
  async *take(bytes: number): Bytes {
    for (let left = bytes; left > 0; ) {
      const piece = (await this.ahead()).subarray(0, left)
      this.skip(piece.length)
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
}
