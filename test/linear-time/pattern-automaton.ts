import { type AST, RegExpParser } from '@eslint-community/regexpp'

/**
 * A pattern as an automaton: a state is a character of the pattern that was read. `ways[from][to]` tells by how many
 * ways one leads to the other, up to two: who tries them one after the other tries each.
 */
export interface Automaton {
  /** What each state reads, as a set of sample characters, a bit each. */
  readonly reads: readonly bigint[]
  /** Each state's text in the pattern. */
  readonly texts: readonly string[]
  readonly ways: readonly ReadonlyMap<number, number>[]
}

/** A pattern that is not judged: who writes it shall write it in another way. */
export class Unjudged extends Error {}

/** Places of a pattern, each with the number of ways that lead there. */
type Places = ReadonlyMap<number, number>

/** A piece of a pattern: where it begins and ends, and by how many ways it is passed without a character. */
interface Piece {
  readonly first: Places
  readonly last: Places
  readonly empty: number
}

const NOTHING: Piece = { first: new Map(), last: new Map(), empty: 1 }
const SAMPLES = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ...'\x80\xa0\xe9\xff\u0131\u017f\u2026\u2028\u212a\u4e00\ufeff',
]

/**
 * Builds the automaton of a pattern as an engine that goes back searches with it: unless the pattern can match at the
 * beginning alone, any text may stand before. Throws `Unjudged` for references back and for endless lookarounds.
 */
export function automatonOf(source: string, flags: string): Automaton {
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: flags.includes('u') })
  const builder = new Builder(flags.replace(/[^ius]/g, ''))
  const searches = !flags.includes('y') && !(isAnchored(pattern) && !flags.includes('m'))
  const begin = searches ? builder.endless(builder.state('[^]', 'the search for a beginning')) : NOTHING
  builder.followed(begin, builder.either(pattern.alternatives, true))
  return builder
}

function isAnchored({ alternatives }: AST.Pattern): boolean {
  return alternatives.every(({ elements: [first] }) => first?.type === 'Assertion' && first.kind === 'start')
}

class Builder implements Automaton {
  readonly reads: bigint[] = []
  readonly texts: string[] = []
  readonly ways: Map<number, number>[] = []
  readonly #flags: string

  constructor(flags: string) {
    this.#flags = flags
  }

  state(raw: string, text: string): Piece {
    const one = new RegExp(`^(?:${raw})$`, this.#flags)
    const bits = SAMPLES.map((sample, bit) => (one.test(sample) ? 1n << BigInt(bit) : 0n))
    const number = this.reads.push(bits.reduce((all, bit) => all | bit, 0n)) - 1
    this.texts.push(text)
    this.ways.push(new Map())
    return { first: new Map([[number, 1]]), last: new Map([[number, 1]]), empty: 0 }
  }

  followed(before: Piece, after: Piece): Piece {
    this.#link(before.last, after.first)
    return {
      first: sum(before.first, times(after.first, before.empty)),
      last: sum(after.last, times(before.last, after.empty)),
      empty: atMostTwo(before.empty * after.empty),
    }
  }

  /** A round that reads nothing is none: so a language's standard has it. */
  endless(piece: Piece): Piece {
    this.#link(piece.last, piece.first)
    return { ...piece, empty: 1 }
  }

  /** Alternatives. What ends a pattern and can't fail is never gone back on: such `isTail` elements are left out. */
  either(alternatives: readonly AST.Alternative[], isTail: boolean): Piece {
    const pieces = alternatives.map(({ elements }) => this.#sequence(elements, isTail))
    return pieces.reduce((all, piece) => ({
      first: sum(all.first, piece.first),
      last: sum(all.last, piece.last),
      empty: atMostTwo(all.empty + piece.empty),
    }))
  }

  #sequence(elements: readonly AST.Element[], isTail: boolean): Piece {
    const last = elements.at(-1)
    const rest = elements.slice(0, -1)
    if (last === undefined) return NOTHING
    const goesOn = isTail && last.type === 'Quantifier' && isOne(last.element) && last.min === 0
    const before = this.#sequence(rest, goesOn)
    return this.followed(before, this.#element(last, isTail))
  }

  #element(element: AST.Element, isTail: boolean): Piece {
    switch (element.type) {
      case 'Quantifier': {
        const max = isTail && isOne(element.element) ? element.min : element.max
        return this.#repeated(element.element, element.min, max)
      }
      case 'Group':
      case 'CapturingGroup':
        return this.either(element.alternatives, isTail)
      case 'Assertion':
        if ('alternatives' in element && hasEndless(element.raw))
          throw new Unjudged(`${element.raw} looks as far as it likes`)
        return NOTHING
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        return this.state(element.raw, element.raw)
      default:
        throw new Unjudged(`${element.raw} is not known here`)
    }
  }

  #repeated(element: AST.QuantifiableElement, min: number, max: number): Piece {
    let piece = NOTHING
    for (let count = 0; count < min; count++) piece = this.followed(piece, this.#element(element, false))
    if (max === Number.POSITIVE_INFINITY)
      return this.followed(piece, this.endless(this.#element(element, false)))
    // Each further one only behind the one before.
    let further = NOTHING
    for (let count = min; count < max; count++)
      further = { ...this.followed(this.#element(element, false), further), empty: 1 }
    return this.followed(piece, further)
  }

  #link(ends: Places, begins: Places): void {
    for (const [from, count] of ends)
      for (const [to, more] of begins)
        this.ways[from]?.set(to, atMostTwo((this.ways[from]?.get(to) ?? 0) + count * more))
  }
}

function isOne({ type }: AST.QuantifiableElement): boolean {
  return type === 'Character' || type === 'CharacterSet' || type === 'CharacterClass'
}

function hasEndless(raw: string): boolean {
  return /[*+]|,\}/.test(raw.replace(/\\.|\[(?:[^\]\\]|\\.)*\]/g, ''))
}

function sum(some: Places, others: Places): Places {
  const all = new Map(some)
  for (const [place, count] of others) all.set(place, atMostTwo((all.get(place) ?? 0) + count))
  return all
}

function times(places: Places, factor: number): Places {
  if (factor === 0) return new Map()
  return new Map([...places].map(([place, count]) => [place, atMostTwo(count * factor)]))
}

function atMostTwo(count: number): number {
  return Math.min(2, count)
}
