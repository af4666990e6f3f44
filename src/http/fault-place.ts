import { indexOfMember } from './json-member.ts'

/** A place so many bytes into a stream. */
export class Place {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  /** Whether all bytes before the place have passed, and no more. */
  get isAtEnd(): boolean {
    return this.#left === 0
  }

  /** Where in the chunk the place is; undefined where it is behind it. */
  within(chunk: Uint8Array): number | undefined {
    if (this.#left < chunk.length) return this.#left
    this.#left -= chunk.length
    return undefined
  }
}

/** A place so many bytes into the value of a JSON body's member. */
export class MemberPlace {
  readonly #name: string
  readonly #bytes: number
  #text = ''
  #place: Place | undefined

  constructor(name: string, bytes: number) {
    this.#name = name
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#place?.isAtEnd === true
  }

  within(chunk: Uint8Array): number | undefined {
    if (this.#place !== undefined) return this.#place.within(chunk)
    const before = this.#text.length
    // A character for each byte.
    this.#text += Buffer.from(chunk).toString('latin1')
    const start = indexOfMember(this.#text, this.#name)
    if (start === null) return undefined
    this.#text = ''
    this.#place = new Place(this.#bytes + start - before)
    return this.#place.within(chunk)
  }
}
