import type { Room } from '../room.ts'
import type { ByteReader } from './byte-reader.ts'
import { HEADER_LIMITS, StateUnusable } from './format.ts'

const [LINE_FEED, QUOTE, BACKSLASH] = [0x0a, 0x22, 0x5c]
const SPACES: readonly number[] = [0x20, 0x09, 0x0d]
const OPENING: readonly number[] = [0x7b, 0x5b]
const CLOSING: readonly number[] = [0x7d, 0x5d]
/** What ends a number or a word: it is not part of it. */
const BEHIND: readonly number[] = [...SPACES, ...CLOSING, 0x2c]

/**
 * Reads one line of JSON value by value, so that not all of it is held at once. Throws `StateUnusable` for what is no
 * JSON or beyond the limits, `StorageFull` and `CutOff`.
 */
export class JsonReader {
  readonly #bytes: ByteReader
  readonly #memory: Room

  /** What is held of a value until it is read takes room in memory. */
  constructor(bytes: ByteReader, memory: Room) {
    this.#bytes = bytes
    this.#memory = memory
  }

  /** The names of an object's members; whoever is given one reads its value before the next. */
  async *members(): AsyncIterable<string> {
    await this.#expect('{')
    if ((await this.#peek()) === '}') return this.#bytes.skip(1)
    do {
      const name = await this.value('')
      if (typeof name !== 'string') throw noJson()
      await this.#expect(':')
      yield name
    } while ((await this.#either(',', '}')) === ',')
  }

  /** The numbers of a list's items, from 0; whoever is given one reads its value before the next. */
  async *items(path: string): AsyncIterable<number> {
    if ((await this.#peek()) !== '[') throw new StateUnusable('must be a list', path)
    this.#bytes.skip(1)
    if ((await this.#peek()) === ']') return this.#bytes.skip(1)
    let index = 0
    do yield index++
    while ((await this.#either(',', ']')) === ',')
  }

  /** The next value, whole. `path` names it in a refusal. */
  async value(path: string): Promise<unknown> {
    await this.#peek()
    const text = await this.#text(path)
    try {
      return JSON.parse(text)
    } catch (error) {
      throw noJson({ cause: error })
    }
  }

  /** Reads to the end of the line, where nothing may stand any more. */
  async end(): Promise<void> {
    for (;;) {
      const ahead = await this.#bytes.ahead()
      const at = ahead.findIndex(byte => !SPACES.includes(byte))
      this.#bytes.skip(at < 0 ? ahead.length : at)
      if (at < 0) continue
      if (ahead[at] !== LINE_FEED) throw noJson()
      return this.#bytes.skip(1)
    }
  }

  async #text(path: string): Promise<string> {
    const pieces: Uint8Array[] = []
    const extent = new Extent(path)
    let length = 0
    try {
      for (;;) {
        const ahead = await this.#bytes.ahead()
        const end = extent.endIn(ahead)
        const piece = end === undefined ? ahead : ahead.subarray(0, end)
        this.#memory.take(piece.length)
        pieces.push(piece)
        length += piece.length
        this.#skip(piece.length)
        if (length > HEADER_LIMITS.rowBytes)
          throw new StateUnusable(`has more than ${HEADER_LIMITS.rowBytes} bytes`, path)
        if (end !== undefined) return Buffer.concat(pieces).toString('utf8')
      }
    } finally {
      this.#memory.free(length)
    }
  }

  /** The next character that is no space; it stays ahead. */
  async #peek(): Promise<string> {
    for (;;) {
      const ahead = await this.#bytes.ahead()
      const at = ahead.findIndex(byte => !SPACES.includes(byte))
      this.#skip(at < 0 ? ahead.length : at)
      if (at >= 0) return String.fromCharCode(ahead[at] ?? 0)
    }
  }

  async #expect(character: string): Promise<void> {
    if ((await this.#peek()) !== character) throw noJson()
    this.#bytes.skip(1)
  }

  async #either(one: string, other: string): Promise<string> {
    const found = await this.#peek()
    if (found !== one && found !== other) throw noJson()
    this.#bytes.skip(1)
    return found
  }

  #skip(bytes: number): void {
    this.#bytes.skip(bytes)
    if (this.#bytes.offset > HEADER_LIMITS.bytes)
      throw new StateUnusable(`its first line has more than ${HEADER_LIMITS.bytes} bytes`)
  }
}

/** Finds where a value ends of which the bytes come in pieces. */
class Extent {
  readonly #path: string
  #depth = 0
  #isBegun = false
  #isText = false
  #isEscaped = false

  constructor(path: string) {
    this.#path = path
  }

  /** How many bytes of a piece are the value's; undefined where it goes on behind them. */
  endIn(piece: Uint8Array): number | undefined {
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at] ?? 0
      if (this.#isText) {
        if (this.#endsText(byte) && this.#depth === 0) return at + 1
      } else if (byte === QUOTE) this.#isText = true
      else if (OPENING.includes(byte)) this.#open()
      else if (this.#depth > 0) {
        if (CLOSING.includes(byte) && --this.#depth === 0) return at + 1
      } else if (BEHIND.includes(byte)) {
        if (!this.#isBegun) throw noJson()
        return at
      }
      if (byte === LINE_FEED) throw noJson()
      this.#isBegun = true
    }
    return undefined
  }

  #endsText(byte: number): boolean {
    const isEnd = byte === QUOTE && !this.#isEscaped
    this.#isEscaped = byte === BACKSLASH && !this.#isEscaped
    if (isEnd) this.#isText = false
    return isEnd
  }

  #open(): void {
    this.#depth += 1
    if (this.#depth > HEADER_LIMITS.depth)
      throw new StateUnusable(
        `has more than ${HEADER_LIMITS.depth} objects and lists in each other`,
        this.#path,
      )
  }
}

function noJson(options?: ErrorOptions): StateUnusable {
  return new StateUnusable('this is no state of a namespace: its first line is no JSON', '', options)
}
