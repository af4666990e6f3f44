import type { JournalEntry } from '../../core/journal.ts'

/** Numbers since the server's start, for its metrics. */
export class Counts {
  /** How many requests with a body are being served. */
  active = 0
  /** How many entries the journals let go of. */
  evictions = 0
  /** How many entries no journal could take, since it was out of reach. */
  lost = 0
  readonly #requests = new Map<string, Counted>()
  readonly #bytes = new Map<string, number>()
  readonly #faults = new Map<string, number>()

  /** Counts a request that ended. */
  count({ vendor, operation, outcome, bodyBytes, fault }: JournalEntry): void {
    const key = `${vendor} ${operation} ${outcome}`
    const counted = this.#requests.get(key) ?? { vendor, operation: operation ?? 'none', outcome, count: 0 }
    this.#requests.set(key, { ...counted, count: counted.count + 1 })
    this.#bytes.set(vendor, (this.#bytes.get(vendor) ?? 0) + bodyBytes)
    if (fault !== null) this.#faults.set(vendor, (this.#faults.get(vendor) ?? 0) + 1)
  }

  /** Requests by vendor, operation and outcome. */
  get requests(): readonly Counted[] {
    return [...this.#requests.values()]
  }

  /** Bytes of bodies that arrived, by vendor. */
  get bytes(): ReadonlyMap<string, number> {
    return this.#bytes
  }

  /** How often faults struck, by vendor. */
  get faults(): ReadonlyMap<string, number> {
    return this.#faults
  }
}

interface Counted {
  readonly vendor: string
  readonly operation: string
  readonly outcome: JournalEntry['outcome']
  readonly count: number
}
