/** Longer texts may have been cut by the journal: they are not told apart by themselves. */
const MAX_TEXT = 64

/** Finds in a list the elements that an expected one may match, by one plain value of it, so that not all are compared. */
export class Candidates {
  readonly #elements: readonly unknown[]
  readonly #grouped = new Map<string | undefined, ReadonlyMap<unknown, readonly number[]>>()

  constructor(elements: readonly unknown[]) {
    this.#elements = elements
  }

  /** The indexes of elements that may match; all where nothing tells them apart. */
  of(expected: unknown): Iterable<number> {
    if (isPlain(expected)) return this.#group(undefined).get(expected) ?? []
    if (typeof expected !== 'object' || expected === null || Array.isArray(expected))
      return this.#elements.keys()
    const [member] = Object.entries(expected).filter(([, value]) => isPlain(value))
    if (member === undefined) return this.#elements.keys()
    const [name, value] = member
    return this.#group(name).get(value) ?? []
  }

  /** The elements by the value of a member, or by themselves. */
  #group(name: string | undefined): ReadonlyMap<unknown, readonly number[]> {
    const known = this.#grouped.get(name)
    if (known !== undefined) return known
    const groups = new Map<unknown, number[]>()
    for (const [index, element] of this.#elements.entries()) {
      const value = name === undefined ? element : memberOf(element, name)
      const group = groups.get(value)
      if (group === undefined) groups.set(value, [index])
      else group.push(index)
    }
    this.#grouped.set(name, groups)
    return groups
  }
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= MAX_TEXT : typeof value !== 'object' || value === null
}

function memberOf(element: unknown, name: string): unknown {
  const isObject = typeof element === 'object' && element !== null && Object.hasOwn(element, name)
  return isObject ? (element as { readonly [name: string]: unknown })[name] : undefined
}
