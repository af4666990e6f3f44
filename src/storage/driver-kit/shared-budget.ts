import { StorageFull } from '../blobs.ts'

/** How long a store's measure may be used where others fill the store as well, in milliseconds. */
const MEASURE_HOLDS_MS = 60_000

/** The room that one put takes while it goes on. */
export interface Draft {
  /** Takes room for so many bytes more. Rejects with `StorageFull`. */
  take(bytes: number): Promise<void>
  /** The bytes are whole now. */
  keep(): void
  /** Gives back all that was taken. */
  free(): void
}

/**
 * How many bytes a store may hold that several servers fill. Each server counts what it does itself, and measures the
 * whole now and then, and always before it refuses.
 */
export class SharedBudget {
  readonly #limit: number
  readonly #name: string
  readonly #measure: () => Promise<number>
  /** What lies in the store, as far as it is known, and what this server adds just now. */
  #whole = 0
  #drafted = 0
  #measuredAt: number | undefined
  #measuring: Promise<void> | undefined

  /** `name` is the configuration's key for the limit, which the error tells; `measure` tells how many bytes are whole. */
  constructor(limit: number, name: string, measure: () => Promise<number>) {
    this.#limit = limit
    this.#name = name
    this.#measure = measure
  }

  /** How many bytes are held, drafts included. */
  async used(): Promise<number> {
    if (this.#isStale) await this.#refresh()
    return this.#whole + this.#drafted
  }

  draft(): Draft {
    let taken = 0
    const giveBack = () => {
      this.#drafted -= taken
      taken = 0
    }
    return {
      take: async bytes => {
        if (this.#measuredAt === undefined) await this.#refresh()
        else if (this.#isStale) this.#refresh().catch(() => {})
        if (this.#isOver(bytes)) await this.#refresh()
        if (this.#isOver(bytes)) throw new StorageFull(`${this.#name} is reached: ${this.#limit} bytes`)
        this.#drafted += bytes
        taken += bytes
      },
      keep: () => {
        this.#whole += taken
        giveBack()
      },
      free: giveBack,
    }
  }

  /** Counts bytes that were removed. */
  free(bytes: number): void {
    this.#whole = Math.max(0, this.#whole - bytes)
  }

  get #isStale(): boolean {
    return performance.now() - (this.#measuredAt ?? Number.NEGATIVE_INFINITY) > MEASURE_HOLDS_MS
  }

  #isOver(bytes: number): boolean {
    return this.#whole + this.#drafted + bytes > this.#limit
  }

  async #refresh(): Promise<void> {
    this.#measuring ??= this.#measureAnew().finally(() => {
      this.#measuring = undefined
    })
    await this.#measuring
  }

  async #measureAnew(): Promise<void> {
    const before = this.#whole
    const measured = await this.#measure()
    // What came and went meanwhile may be in the measure or not: the larger sum refuses no less than it must.
    this.#whole = measured + Math.max(0, this.#whole - before)
    this.#measuredAt = performance.now()
  }
}
