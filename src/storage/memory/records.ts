import type { Namespace } from '../../core/namespace.ts'
import { type Lookup, nothingThere, PlannedRows } from '../driver-kit/planned-rows.ts'
import type {
  Change,
  Contents,
  NewRow,
  Owner,
  ReadPlan,
  Records,
  Row,
  RowFilter,
  RowKey,
  RowsRead,
} from '../records.ts'

type RowsByKey = Map<string, Row>

/** One generation of a namespace: dropped by letting go of it. */
interface Generation {
  readonly namespace: Namespace
  readonly byId: Map<string, Row>
  readonly byOwner: Map<string, Map<string, RowsByKey>>
  readonly sequences: Map<string, number>
}

/** Keeps rows in this process. They go with it. */
export class MemoryRecords implements Records {
  readonly #present = new Map<string, Generation>()
  #lastGeneration = 0
  #positions = 0

  async open(name: string): Promise<Namespace> {
    const known = this.#present.get(name)
    if (known !== undefined) return known.namespace
    const generation = emptyGeneration(await this.draft(name))
    this.#present.set(name, generation)
    return generation.namespace
  }

  async names(): Promise<readonly string[]> {
    return [...this.#present.keys()]
  }

  async change<T>(owner: Owner, plan: ReadPlan, decide: (rows: RowsRead) => Change<T>): Promise<T> {
    const generation = this.#current(owner.namespace)
    const rows = new PlannedRows(plan, generation === undefined ? nothingThere : lookupIn(generation, owner))
    const change = decide(rows)
    if (generation !== undefined) {
      this.#apply(generation, owner, change)
      for (const [name, number] of rows.taken) generation.sequences.set(name, number)
    }
    return change.result
  }

  async list(filter: RowFilter): Promise<readonly Row[]> {
    const generation = this.#current(filter.namespace)
    if (generation === undefined) return []
    const after = filter.after ?? 0
    const limit = filter.limit ?? Number.POSITIVE_INFINITY
    const found: Row[] = []
    for (const row of candidates(generation, filter)) {
      if (found.length === limit) break
      if (row.position > after && matches(row, filter)) found.push(row)
    }
    return found
  }

  async find(namespace: Namespace, id: string): Promise<Row | undefined> {
    return this.#current(namespace)?.byId.get(id)
  }

  async drop(name: string): Promise<Namespace | undefined> {
    const generation = this.#present.get(name)
    this.#present.delete(name)
    return generation?.namespace
  }

  async sequences(namespace: Namespace): Promise<ReadonlyMap<string, number>> {
    return new Map(this.#current(namespace)?.sequences)
  }

  async draft(name: string): Promise<Namespace> {
    return { name, generation: ++this.#lastGeneration }
  }

  async adopt(draft: Namespace, { rows, sequences }: Contents): Promise<Namespace | undefined> {
    const generation = emptyGeneration(draft)
    for (const { vendor, owner, ...row } of rows)
      this.#put(generation, { namespace: draft, vendor, id: owner }, row)
    for (const [name, last] of sequences) generation.sequences.set(name, last)
    const ended = this.#present.get(draft.name)
    this.#present.set(draft.name, generation)
    return ended?.namespace
  }

  async close(): Promise<void> {
    this.#present.clear()
  }

  #current(namespace: Namespace): Generation | undefined {
    const generation = this.#present.get(namespace.name)
    return generation?.namespace.generation === namespace.generation ? generation : undefined
  }

  /** All or nothing: what was there is put back when a row can't be written. */
  #apply(generation: Generation, owner: Owner, change: Change<unknown>): void {
    const touched = [...(change.delete ?? []), ...(change.put ?? [])]
    const before = touched.map(({ kind, key }) => lookupIn(generation, owner).find(kind, key))
    try {
      for (const key of change.delete ?? []) remove(generation, owner, key)
      for (const row of change.put ?? []) this.#put(generation, owner, row)
    } catch (error) {
      for (const key of touched) remove(generation, owner, key)
      for (const row of before) if (row !== undefined) insert(generation, owner, row)
      throw error
    }
  }

  #put(generation: Generation, owner: Owner, row: NewRow): void {
    const replaced = lookupIn(generation, owner).find(row.kind, row.key)
    const holder = generation.byId.get(row.id)
    if (holder !== undefined && holder !== replaced) throw new Error(`two rows with the id ${row.id}`)
    const stored: Row = {
      position: replaced?.position ?? ++this.#positions,
      namespace: owner.namespace.name,
      vendor: owner.vendor,
      owner: owner.id,
      kind: row.kind,
      key: row.key,
      id: row.id,
      createdAt: row.createdAt,
      asset: row.asset,
      data: row.data ?? {},
    }
    if (replaced !== undefined && replaced.id !== row.id) generation.byId.delete(replaced.id)
    insert(generation, owner, stored)
  }
}

function emptyGeneration(namespace: Namespace): Generation {
  return { namespace, byId: new Map(), byOwner: new Map(), sequences: new Map() }
}

function insert(generation: Generation, owner: Owner, row: Row): void {
  const kinds = entry(
    generation.byOwner,
    ownerKey(owner.vendor, owner.id),
    () => new Map<string, RowsByKey>(),
  )
  entry(kinds, row.kind, () => new Map<string, Row>()).set(row.key, row)
  generation.byId.set(row.id, row)
}

function lookupIn(generation: Generation, owner: Owner): Lookup {
  const kinds = generation.byOwner.get(ownerKey(owner.vendor, owner.id))
  return {
    isLive: true,
    all: kind => byAge(kinds?.get(kind)?.values() ?? []),
    find: (kind, key) => kinds?.get(kind)?.get(key),
    count: kind => kinds?.get(kind)?.size ?? 0,
    sequence: name => generation.sequences.get(name) ?? 0,
  }
}

function remove(generation: Generation, owner: Owner, { kind, key }: RowKey): void {
  const rows = generation.byOwner.get(ownerKey(owner.vendor, owner.id))?.get(kind)
  const row = rows?.get(key)
  if (rows === undefined || row === undefined) return
  rows.delete(key)
  generation.byId.delete(row.id)
}

/** The rows of one owner where the filter names one, else all: an owner's list must not walk everybody's rows. */
function candidates(generation: Generation, filter: RowFilter): Iterable<Row> {
  if (filter.vendor === undefined || filter.owner === undefined) return byAge(generation.byId.values())
  const kinds = generation.byOwner.get(ownerKey(filter.vendor, filter.owner))
  if (kinds === undefined) return []
  if (filter.kind !== undefined) return byAge(kinds.get(filter.kind)?.values() ?? [])
  return byAge([...kinds.values()].flatMap(rows => [...rows.values()]))
}

/** A row that was replaced under a new id stands last in its map, but keeps its place in age: that is rare. */
function byAge(rows: Iterable<Row>): readonly Row[] {
  const found = [...rows]
  let last = 0
  for (const { position } of found) {
    if (position < last) return found.sort((a, b) => a.position - b.position)
    last = position
  }
  return found
}

function matches(row: Row, filter: RowFilter): boolean {
  return (
    (filter.vendor === undefined || row.vendor === filter.vendor) &&
    (filter.owner === undefined || row.owner === filter.owner) &&
    (filter.kind === undefined || row.kind === filter.kind) &&
    (filter.assets !== true || row.asset !== undefined)
  )
}

function ownerKey(vendor: string, id: string): string {
  return `${vendor}\0${id}`
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const present = map.get(key)
  if (present !== undefined) return present
  const fresh = make()
  map.set(key, fresh)
  return fresh
}
