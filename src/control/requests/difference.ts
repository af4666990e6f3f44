import { isKeptText } from '../../http/recording/cut-text.ts'
import { Candidates } from './candidates.ts'
import { Pairing } from './pairing.ts'

/** One value that is not as expected. `path` names it: `parts.0.filename`. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  /** Undefined where there is none. */
  readonly actual: unknown
}

/** What was to be compared is more than there is time for. `path` names what took it. */
export class TooMuchToCompare extends Error {
  readonly path: string

  constructor(path: string) {
    super('there is too much to compare')
    this.name = 'TooMuchToCompare'
    this.path = path
  }
}

/** How many values one comparison looks at: some tenths of a second. */
const MAX_VALUES = 2_000_000
/** For how many elements without a partner the nearest one is looked for. */
const MAX_NEAREST = 5
/** So many characters of a text count as one more value. */
const TEXT_CHARS = 256
/** To try two elements as partners counts as much beside what they hold. */
const PAIRING_VALUES = 1

/**
 * Compares values with what is expected of them, for no longer than it has time. Objects match as subsets; of an array
 * each expected element must match an element of its own, wherever that stands. A text that the journal cut is told by
 * its length and hash. Throws `TooMuchToCompare` when the time is over.
 */
export class Comparison {
  #left = MAX_VALUES

  /** Whether nothing of `expected` is missing or other in `actual`. */
  matches(expected: unknown, actual: unknown, path = ''): boolean {
    this.#spend(1, path)
    if (Array.isArray(expected)) {
      if (!Array.isArray(actual) || expected.length > actual.length) return false
      const pairing = this.#pairing(expected, actual, path)
      return expected.every((_, index) => pairing.place(index))
    }
    if (!isObject(expected)) return this.#isSame(expected, actual, path)
    return (
      isObject(actual) &&
      Object.entries(expected).every(([key, value]) =>
        this.matches(value, memberOf(actual, key), pathOf(path, key)),
      )
    )
  }

  /** What of `expected` is missing or other in `actual`. */
  differences(expected: unknown, actual: unknown, path = ''): readonly Difference[] {
    this.#spend(1, path)
    if (Array.isArray(expected))
      return Array.isArray(actual) ? this.#inArray(expected, actual, path) : [{ path, expected, actual }]
    if (!isObject(expected)) return this.#isSame(expected, actual, path) ? [] : [{ path, expected, actual }]
    if (!isObject(actual)) return [{ path, expected, actual }]
    return Object.entries(expected).flatMap(([key, value]) =>
      this.differences(value, memberOf(actual, key), pathOf(path, key)),
    )
  }

  /** Of the first elements without a partner the nearest ones that are left are told. */
  #inArray(expected: readonly unknown[], actual: readonly unknown[], path: string): readonly Difference[] {
    const pairing = this.#pairing(expected, actual, path)
    for (const index of expected.keys()) pairing.place(index)
    const { partners } = pairing
    const free = new Set(actual.keys())
    for (const at of partners.values()) free.delete(at)
    const alone = [...expected.keys()].filter(index => !partners.has(index))
    return alone.flatMap((index, count) => {
      const element = expected[index]
      const [nearest] = [...(count < MAX_NEAREST ? free : [])]
        .map(at => ({ at, found: this.differences(element, actual[at], `${path}.${at}`) }))
        .sort((a, b) => a.found.length - b.found.length)
      if (nearest === undefined) return [{ path: `${path}.${index}`, expected: element, actual: undefined }]
      free.delete(nearest.at)
      return nearest.found
    })
  }

  #pairing(expected: readonly unknown[], actual: readonly unknown[], path: string): Pairing {
    const candidates = new Candidates(actual)
    const known = new Map<number, boolean>()
    const fits = (index: number, at: number) => {
      if (at >= actual.length) return false
      const key = index * actual.length + at
      const found = known.get(key) ?? this.#matchesIn(path, expected[index], actual[at])
      known.set(key, found)
      this.#spend(PAIRING_VALUES, path)
      return found
    }
    return new Pairing(index => candidates.of(expected[index]), fits)
  }

  /** As `matches` of an element; it is the array that takes the time. */
  #matchesIn(path: string, expected: unknown, actual: unknown): boolean {
    try {
      return this.matches(expected, actual, path)
    } catch (error) {
      throw error instanceof TooMuchToCompare ? new TooMuchToCompare(path) : error
    }
  }

  #isSame(expected: unknown, actual: unknown, path: string): boolean {
    if (typeof expected !== 'string' || typeof actual !== 'string') return Object.is(expected, actual)
    this.#spend(expected.length / TEXT_CHARS, path)
    return isKeptText(expected, actual)
  }

  #spend(values: number, path: string): void {
    this.#left -= values
    if (this.#left < 0) throw new TooMuchToCompare(path)
  }
}

function pathOf(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function memberOf(value: { readonly [key: string]: unknown }, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
