/** The latest bytes of a stream, of which the first are let go. Each is copied a few times at most, in however small pieces they come. */
export class HeldBytes {
  /** What is held, with room behind it. */
  #room: Buffer
  #begin = 0
  #end: number

  constructor(bytes: Buffer) {
    this.#room = bytes
    this.#end = bytes.length
  }

  /** The bytes themselves, until others are added. */
  get bytes(): Buffer {
    return this.#room.subarray(this.#begin, this.#end)
  }

  get length(): number {
    return this.#end - this.#begin
  }

  /** Adds a copy of a piece at the end. */
  add(piece: Buffer): void {
    const { bytes, length } = this
    if (this.#end + piece.length > this.#room.length) {
      this.#room = Buffer.allocUnsafe(2 * (length + piece.length))
      bytes.copy(this.#room)
      this.#begin = 0
      this.#end = length
    }
    piece.copy(this.#room, this.#end)
    this.#end += piece.length
  }

  /** Lets go of so many bytes at the beginning. */
  letGo(bytes: number): void {
    this.#begin += bytes
  }

  /** Holds these bytes alone, without a copy. */
  replace(bytes: Buffer): void {
    this.#room = bytes
    this.#begin = 0
    this.#end = bytes.length
  }
}
