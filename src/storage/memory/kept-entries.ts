import type { JournalEntry } from '../../core/journal.ts'
import type { Eviction, JournalRow } from '../journal.ts'

/** An entry in its place, among those of its namespace's generation and among all by age. */
export interface KeptEntry extends JournalRow {
  readonly size: number
  readonly owner: KeptEntries
  /** The next older and the next younger one of all. */
  older: KeptEntry | undefined
  younger: KeptEntry | undefined
}

/** How many evicted rows may wait to be cut off. */
const MAX_GONE = 1_000

/** What the journal holds of one generation of a namespace. */
export class KeptEntries {
  /** In order of position. Its first `#gone` are evicted: cut off only now and then, since that moves the rest. */
  readonly #rows: (KeptEntry | undefined)[] = []
  readonly #byId = new Map<string, JournalEntry>()
  readonly #evicted = new Map<string, Eviction>()
  #gone = 0
  #bytes = 0

  get count(): number {
    return this.#rows.length - this.#gone
  }

  /** How many bytes they take, roughly. */
  get bytes(): number {
    return this.#bytes
  }

  /** What was let go of, by vendor and operation. */
  get evicted(): readonly Eviction[] {
    return [...this.#evicted.values()]
  }

  /** An entry by its id. */
  find(id: string): JournalEntry | undefined {
    return this.#byId.get(id)
  }

  /** Adds an entry behind those that are there. */
  add(row: KeptEntry): void {
    this.#rows.push(row)
    this.#byId.set(row.entry.id, row.entry)
    this.#bytes += row.size
  }

  /** Lets go of the oldest one, and answers it; undefined where there is none. */
  evictOldest(): KeptEntry | undefined {
    const oldest = this.#rows[this.#gone]
    if (oldest === undefined) return undefined
    this.#rows[this.#gone++] = undefined
    this.#bytes -= oldest.size
    const { id, vendor, operation } = oldest.entry
    this.#byId.delete(id)
    const key = `${vendor} ${operation}`
    this.#evicted.set(key, { vendor, operation, count: (this.#evicted.get(key)?.count ?? 0) + 1 })
    if (this.#gone >= MAX_GONE || this.#gone >= this.#rows.length / 2) {
      this.#rows.splice(0, this.#gone)
      this.#gone = 0
    }
    return oldest
  }

  /** Those that are there, oldest first. */
  *rows(): Iterable<KeptEntry> {
    for (let at = this.#gone; at < this.#rows.length; at++) {
      const row = this.#rows[at]
      if (row !== undefined) yield row
    }
  }
}
