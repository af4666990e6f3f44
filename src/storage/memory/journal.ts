import type { JournalEntry } from '../../core/journal.ts'
import type { Namespace } from '../../core/namespace.ts'
import { sizeOf } from '../driver-kit/entry-size.ts'
import type { Eviction, Journal, JournalFilter, JournalLimits, JournalRow } from '../journal.ts'

interface Kept extends JournalRow {
  readonly size: number
}

interface World {
  /** In order of position. Its first `gone` are evicted: cut off only now and then, since that moves the rest. */
  readonly rows: (Kept | undefined)[]
  gone: number
  bytes: number
  readonly byId: Map<string, JournalEntry>
  readonly evicted: Map<string, Eviction>
}

/** A journal in memory. A namespace's world goes with its generation. */
export class MemoryJournal implements Journal {
  readonly #limits: JournalLimits
  #worlds = new WeakMap<Namespace, World>()
  #position = 0

  constructor(limits: JournalLimits) {
    this.#limits = limits
  }

  async add(namespace: Namespace, entry: JournalEntry): Promise<number> {
    const world = this.#worldOf(namespace)
    const size = sizeOf(entry)
    world.rows.push({ position: ++this.#position, entry, size })
    world.byId.set(entry.id, entry)
    world.bytes += size
    let gone = 0
    while (
      world.rows.length - world.gone > this.#limits.entries ||
      (world.bytes > this.#limits.bytes && world.rows.length - world.gone > 1)
    )
      gone += evictOldest(world)
    return gone
  }

  async list(namespace: Namespace, filter: JournalFilter): Promise<readonly JournalRow[]> {
    const { after = 0, limit = Number.POSITIVE_INFINITY } = filter
    const found: JournalRow[] = []
    for (const row of present(this.#worlds.get(namespace))) {
      if (found.length >= limit) break
      if (row.position > after && fits(row.entry, filter)) found.push(row)
    }
    return found
  }

  async find(namespace: Namespace, id: string): Promise<JournalEntry | undefined> {
    return this.#worlds.get(namespace)?.byId.get(id)
  }

  async count(namespace: Namespace): Promise<number> {
    const world = this.#worlds.get(namespace)
    return world === undefined ? 0 : world.rows.length - world.gone
  }

  async evicted(namespace: Namespace): Promise<readonly Eviction[]> {
    return [...(this.#worlds.get(namespace)?.evicted.values() ?? [])]
  }

  async clear(namespace: Namespace): Promise<void> {
    this.#worlds.delete(namespace)
  }

  async close(): Promise<void> {
    this.#worlds = new WeakMap()
  }

  #worldOf(namespace: Namespace): World {
    const known = this.#worlds.get(namespace)
    if (known !== undefined) return known
    const world = { rows: [], gone: 0, bytes: 0, byId: new Map(), evicted: new Map() }
    this.#worlds.set(namespace, world)
    return world
  }
}

/** How many evicted rows may wait to be cut off. */
const MAX_GONE = 1_000

/** Answers how many entries went. */
function evictOldest(world: World): number {
  const oldest = world.rows[world.gone]
  if (oldest === undefined) return 0
  world.rows[world.gone++] = undefined
  world.bytes -= oldest.size
  const { id, vendor, operation } = oldest.entry
  world.byId.delete(id)
  const key = `${vendor} ${operation}`
  world.evicted.set(key, { vendor, operation, count: (world.evicted.get(key)?.count ?? 0) + 1 })
  if (world.gone < MAX_GONE && world.gone < world.rows.length / 2) return 1
  world.rows.splice(0, world.gone)
  world.gone = 0
  return 1
}

function* present(world: World | undefined): Iterable<Kept> {
  for (let at = world?.gone ?? 0; at < (world?.rows.length ?? 0); at++) {
    const row = world?.rows[at]
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
