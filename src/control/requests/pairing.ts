/** Gives things of one list partners of another, each one of its own: as many as can have one, by augmenting paths. */
export class Pairing {
  readonly #candidates: (index: number) => Iterable<number>
  readonly #fits: (index: number, at: number) => boolean
  readonly #holders = new Map<number, number>()

  /** `candidates` names what may be the partner of a thing; `fits` tells whether it can be, and is asked again and again. */
  constructor(candidates: (index: number) => Iterable<number>, fits: (index: number, at: number) => boolean) {
    this.#candidates = candidates
    this.#fits = fits
  }

  /** Finds a partner for the thing at an index; others may have to change theirs. False where there is none. */
  place(index: number): boolean {
    // Lists are in the same order more often than not.
    if (!this.#holders.has(index) && this.#fits(index, index)) this.#holders.set(index, index)
    else return this.#place(index, new Set())
    return true
  }

  /** The partners by index, once all were placed. */
  get partners(): ReadonlyMap<number, number> {
    return new Map([...this.#holders].map(([at, index]) => [index, at]))
  }

  #place(index: number, seen: Set<number>): boolean {
    for (const at of this.#candidates(index)) {
      if (seen.has(at) || !this.#fits(index, at)) continue
      seen.add(at)
      const holder = this.#holders.get(at)
      if (holder !== undefined && !this.#place(holder, seen)) continue
      this.#holders.set(at, index)
      return true
    }
    return false
  }
}
