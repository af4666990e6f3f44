import { MemberSearch } from '../body/json-member.ts'

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

const QUOTE = '"'

/** A place so many bytes into the value of a JSON body's member; there is none behind the value. */
export class MemberPlace {
  readonly #search: MemberSearch
  #left: number
  #state: 'before' | 'inside' | 'behind' = 'before'

  constructor(name: string, bytes: number) {
    this.#search = new MemberSearch(name)
    this.#left = bytes
  }

  /** A member's value always ends before its body does. */
  readonly isAtEnd = false

  /** Where in the chunk the place is; undefined where it is behind it, or nowhere. */
  within(chunk: Uint8Array): number | undefined {
    // A character for each byte.
    const text = Buffer.from(chunk).toString('latin1')
    if (this.#state === 'behind') return undefined
    const start = this.#state === 'inside' ? 0 : this.#search.within(text)
    if (start === undefined) return undefined
    this.#state = 'inside'
    const end = endOfText(text, start)
    const present = (end ?? text.length) - start
    if (this.#left < present || (this.#left === present && end !== undefined)) return start + this.#left
    this.#left -= present
    this.#state = end === undefined ? 'inside' : 'behind'
    return undefined
  }
}

/** The place of the quote that ends a text; undefined where it is not there. */
function endOfText(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === QUOTE) return at
  }
  return undefined
}
