const QUOTE = '"'
const SPACE = new Set([' ', '\t', '\r', '\n'])

/** Looks in a JSON text, which may come in pieces, for where the value of a member begins. Each character is read once. */
export class MemberSearch {
  readonly #quoted: string
  /** How many characters of the quoted name were read last. */
  #read = 0
  #next: 'name' | 'colon' | 'value' = 'name'

  constructor(name: string) {
    this.#quoted = `"${name}"`
  }

  /** Where in the next piece the value begins, behind the quote where it is a text; undefined where it does not. */
  within(piece: string): number | undefined {
    for (let at = 0; at < piece.length; at++) {
      const char = piece[at] ?? ''
      if (this.#next !== 'name' && SPACE.has(char)) {
        // Behind white space the name's closing quote opens no other name.
        this.#read = 0
        continue
      }
      if (this.#next === 'value') return char === QUOTE ? at + 1 : at
      if (this.#next === 'colon' && char === ':') this.#next = 'value'
      else this.#readName(char)
    }
    return undefined
  }

  #readName(char: string): void {
    // A quote stands at the name's ends alone: the closing one may open another.
    const isClosed = this.#read === this.#quoted.length
    const read = isClosed ? 1 : this.#read
    this.#read = char === this.#quoted[read] ? read + 1 : char === QUOTE ? 1 : 0
    this.#next = this.#read === this.#quoted.length ? 'colon' : 'name'
  }
}

/** Where the value of a member begins in a JSON text, in characters; behind the quote where it is a text. Null where it is absent. */
export function indexOfMember(text: string, name: string): number | null {
  return new MemberSearch(name).within(text) ?? null
}

/** Where the character at `place` of a member's text stands in the JSON text, in bytes: an escape is several long. */
export function placeInMember(text: string, name: string, place: number): number | null {
  let at = indexOfMember(text, name)
  if (at === null) return null
  for (let left = place; left > 0 && at < text.length; left--)
    at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2
  return Buffer.byteLength(text.slice(0, at))
}
