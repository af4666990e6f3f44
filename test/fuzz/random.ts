/** Chance that comes again with the same seed. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to 1. Source: mulberry32, a generator in the public domain. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `least` to `most`, both among them. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.int(0, values.length - 1)]
    if (value === undefined && values.length === 0) throw new Error('nothing to pick from')
    return value as T // one of the values, which may be undefined themselves
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.int(0, 255)))
  }

  /** A text cut at some places, in its order. */
  pieces(bytes: Buffer, most: number): readonly Buffer[] {
    const cuts = Array.from({ length: this.int(0, most) }, () => this.int(0, bytes.length)).sort(
      (a, b) => a - b,
    )
    return [0, ...cuts].map((from, at) => bytes.subarray(from, cuts[at] ?? bytes.length))
  }
}
