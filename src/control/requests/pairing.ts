/** Gives things of one list partners of another, each one of its own: as many as can have one, by augmenting paths. */
export class Pairing {
  readonly #others: number
  readonly #fits: (index: number, at: number) => boolean
  readonly #holders = new Map<number, number>()

  /** `others` is how many partners there are; `fits` tells whether two can be partners, and is asked again and again. */
  constructor(others: number, fits: (index: number, at: number) => boolean) {
    this.#others = others
    this.#fits = fits
  }

  /** Finds a partner for the thing at an index; others may have to change theirs. False where there is none. */
  place(index: number): boolean {
    return this.#place(index, new Set())
  }

  /** The partners by index, once all were placed. */
  get partners(): ReadonlyMap<number, number> {
    return new Map([...this.#holders].map(([at, index]) => [index, at]))
  }

  #place(index: number, seen: Set<number>): boolean {
    // Lists are in the same order more often than not.
    const isInPlace = index < this.#others && !this.#holders.has(index)
    if (isInPlace && this.#try(index, index, seen)) return true
    for (let at = 0; at < this.#others; at++) if (this.#try(index, at, seen)) return true
    return false
  }

  #try(index: number, at: number, seen: Set<number>): boolean {
    if (seen.has(at) || !this.#fits(index, at)) return false
    seen.add(at)
    const holder = this.#holders.get(at)
    if (holder !== undefined && !this.#place(holder, seen)) return false
    this.#holders.set(at, index)
    return true
  }
}
