import type { JournalEntry } from '../../core/journal.ts'
import type { Namespace } from '../../core/namespace.ts'
import { sizeOf } from '../driver-kit/entry-size.ts'
import type { Eviction, Journal, JournalFilter, JournalLimits, JournalRow } from '../journal.ts'
import { ByAge } from './by-age.ts'
import { KeptEntries } from './kept-entries.ts'

/** A journal in memory. What it holds of a namespace goes with its generation. */
export class MemoryJournal implements Journal {
  readonly #limits: JournalLimits
  #generations = new WeakMap<Namespace, KeptEntries>()
  #byAge = new ByAge()
  #position = 0

  constructor(limits: JournalLimits) {
    this.#limits = limits
  }

  async add(namespace: Namespace, entry: JournalEntry): Promise<number> {
    const own = this.#entriesOf(namespace)
    const row = {
      position: ++this.#position,
      entry,
      size: sizeOf(entry),
      owner: own,
      older: undefined,
      younger: undefined,
    }
    own.add(row)
    this.#byAge.add(row)
    const { entries, bytes, totalBytes } = this.#limits
    let gone = 0
    // The latest one stays, however large it is.
    while (own.count > entries || (own.bytes > bytes && own.count > 1)) gone += this.#evict(own)
    while (this.#byAge.bytes > totalBytes && this.#byAge.oldest !== row)
      gone += this.#evict(this.#byAge.oldest?.owner)
    return gone
  }

  async list(namespace: Namespace, filter: JournalFilter): Promise<readonly JournalRow[]> {
    const { after = 0, limit = Number.POSITIVE_INFINITY } = filter
    const found: JournalRow[] = []
    for (const { position, entry } of this.#generations.get(namespace)?.rows() ?? []) {
      if (found.length >= limit) break
      if (position > after && fits(entry, filter)) found.push({ position, entry })
    }
    return found
  }

  async find(namespace: Namespace, id: string): Promise<JournalEntry | undefined> {
    return this.#generations.get(namespace)?.find(id)
  }

  async count(namespace: Namespace): Promise<number> {
    return this.#generations.get(namespace)?.count ?? 0
  }

  async evicted(namespace: Namespace): Promise<readonly Eviction[]> {
    return this.#generations.get(namespace)?.evicted ?? []
  }

  async clear(namespace: Namespace): Promise<void> {
    for (const row of this.#generations.get(namespace)?.rows() ?? []) this.#byAge.remove(row)
    this.#generations.delete(namespace)
  }

  async end(namespace: Namespace): Promise<void> {
    await this.clear(namespace)
  }

  async close(): Promise<void> {
    this.#generations = new WeakMap()
    this.#byAge = new ByAge()
  }

  #entriesOf(namespace: Namespace): KeptEntries {
    const known = this.#generations.get(namespace)
    if (known !== undefined) return known
    const fresh = new KeptEntries()
    this.#generations.set(namespace, fresh)
    return fresh
  }

  /** Answers how many entries went. */
  #evict(entries: KeptEntries | undefined): number {
    const evicted = entries?.evictOldest()
    if (evicted === undefined) return 0
    this.#byAge.remove(evicted)
    return 1
  }
}

function fits(entry: JournalEntry, { vendor, operation, outcome, since }: JournalFilter): boolean {
  return (
    (vendor === undefined || entry.vendor === vendor) &&
    (operation === undefined || entry.operation === operation) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (since === undefined || entry.receivedAt >= since)
  )
}
