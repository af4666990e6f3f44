import type { JournalEntry } from '../../core/journal.ts'
import type { Namespace } from '../../core/namespace.ts'
import { sizeOf } from '../driver-kit/entry-size.ts'
import type { Eviction, Journal, JournalFilter, JournalLimits, JournalRow } from '../journal.ts'

interface Kept extends JournalRow {
  readonly size: number
}

interface GenerationJournal {
  /**
   * The entries in the order of their positions. The first `gone` of them are evicted: cut off only now and then, since
   * that moves the rest.
   */
  readonly rows: (Kept | undefined)[]
  gone: number
  bytes: number
  readonly byId: Map<string, JournalEntry>
  readonly evicted: Map<string, Eviction>
}

/** A journal in memory. What it holds of a namespace goes with its generation. */
export class MemoryJournal implements Journal {
  readonly #limits: JournalLimits
  #generations = new WeakMap<Namespace, GenerationJournal>()
  #position = 0

  constructor(limits: JournalLimits) {
    this.#limits = limits
  }

  async add(namespace: Namespace, entry: JournalEntry): Promise<number> {
    const generation = this.#generationOf(namespace)
    const size = sizeOf(entry)
    generation.rows.push({ position: ++this.#position, entry, size })
    generation.byId.set(entry.id, entry)
    generation.bytes += size
    let gone = 0
    while (
      generation.rows.length - generation.gone > this.#limits.entries ||
      (generation.bytes > this.#limits.bytes && generation.rows.length - generation.gone > 1)
    )
      gone += evictOldest(generation)
    return gone
  }

  async list(namespace: Namespace, filter: JournalFilter): Promise<readonly JournalRow[]> {
    const { after = 0, limit = Number.POSITIVE_INFINITY } = filter
    const found: JournalRow[] = []
    for (const row of present(this.#generations.get(namespace))) {
      if (found.length >= limit) break
      if (row.position > after && fits(row.entry, filter)) found.push(row)
    }
    return found
  }

  async find(namespace: Namespace, id: string): Promise<JournalEntry | undefined> {
    return this.#generations.get(namespace)?.byId.get(id)
  }

  async count(namespace: Namespace): Promise<number> {
    const generation = this.#generations.get(namespace)
    return generation === undefined ? 0 : generation.rows.length - generation.gone
  }

  async evicted(namespace: Namespace): Promise<readonly Eviction[]> {
    return [...(this.#generations.get(namespace)?.evicted.values() ?? [])]
  }

  async clear(namespace: Namespace): Promise<void> {
    this.#generations.delete(namespace)
  }

  async close(): Promise<void> {
    this.#generations = new WeakMap()
  }

  #generationOf(namespace: Namespace): GenerationJournal {
    const known = this.#generations.get(namespace)
    if (known !== undefined) return known
    const generation = { rows: [], gone: 0, bytes: 0, byId: new Map(), evicted: new Map() }
    this.#generations.set(namespace, generation)
    return generation
  }
}

/** How many evicted rows may wait to be cut off. */
const MAX_GONE = 1_000

/** Answers how many entries went. */
function evictOldest(generation: GenerationJournal): number {
  const oldest = generation.rows[generation.gone]
  if (oldest === undefined) return 0
  generation.rows[generation.gone++] = undefined
  generation.bytes -= oldest.size
  const { id, vendor, operation } = oldest.entry
  generation.byId.delete(id)
  const key = `${vendor} ${operation}`
  generation.evicted.set(key, { vendor, operation, count: (generation.evicted.get(key)?.count ?? 0) + 1 })
  if (generation.gone < MAX_GONE && generation.gone < generation.rows.length / 2) return 1
  generation.rows.splice(0, generation.gone)
  generation.gone = 0
  return 1
}

function* present(generation: GenerationJournal | undefined): Iterable<Kept> {
  for (let at = generation?.gone ?? 0; at < (generation?.rows.length ?? 0); at++) {
    const row = generation?.rows[at]
    if (row !== undefined) yield row
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
