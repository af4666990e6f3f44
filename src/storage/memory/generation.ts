import type { Namespace } from '../../core/namespace.ts'
import type { Budget } from '../driver-kit/budget.ts'
import type { Lookup } from '../driver-kit/planned-rows.ts'
import { sizeOfRow } from '../driver-kit/row-size.ts'
import type { Change, NewRow, Owner, Row, RowFilter, RowKey } from '../records.ts'
import { RowsOfKind } from './rows-of-kind.ts'

/** What one generation of a namespace remembers, found by id and by owner. It is dropped by `end`, and by letting go of it. */
export class Generation {
  readonly namespace: Namespace
  /** The last number taken of each counter. */
  readonly sequences = new Map<string, number>()
  readonly #byId = new Map<string, Row>()
  readonly #byOwner = new Map<string, Map<string, RowsOfKind>>()
  readonly #budget: Budget
  readonly #nextPosition: () => number
  #bytes = 0

  /** Rows take room from the budget. `nextPosition` answers a higher position for each new row of the store. */
  constructor(namespace: Namespace, budget: Budget, nextPosition: () => number) {
    this.namespace = namespace
    this.#budget = budget
    this.#nextPosition = nextPosition
  }

  /** Gives back the room of all rows: nobody will read them any more. */
  end(): void {
    this.#budget.free(this.#bytes)
    this.#bytes = 0
  }

  /** A row by its id; undefined where there is none. */
  find(id: string): Row | undefined {
    return this.#byId.get(id)
  }

  /** How one owner's rows are looked up. */
  lookup(owner: Owner): Lookup {
    const kinds = this.#byOwner.get(keyOf(owner.vendor, owner.id))
    return {
      isLive: true,
      all: kind => byAge(kinds?.get(kind)?.values() ?? []),
      find: (kind, key) => kinds?.get(kind)?.get(key),
      count: kind => kinds?.get(kind)?.size ?? 0,
      bytes: kind => kinds?.get(kind)?.bytes ?? 0,
      sequence: name => this.sequences.get(name) ?? 0,
    }
  }

  /** Rows in the order of age: of one owner where the filter names one, since its list must not walk everybody's. */
  candidates({ vendor, owner, kind }: RowFilter): readonly Row[] {
    if (vendor === undefined || owner === undefined) return byAge(this.#byId.values())
    const kinds = this.#byOwner.get(keyOf(vendor, owner))
    if (kinds === undefined) return []
    if (kind !== undefined) return byAge(kinds.get(kind)?.values() ?? [])
    return byAge([...kinds.values()].flatMap(rows => [...rows.values()]))
  }

  /** Makes a change, all or nothing: what was there is put back when a row can't be written. */
  apply(owner: Owner, change: Change<unknown>): void {
    const touched = [...(change.delete ?? []), ...(change.put ?? [])]
    const { find } = this.lookup(owner)
    const before = touched.map(({ kind, key }) => find(kind, key))
    try {
      for (const key of change.delete ?? []) this.#remove(owner, key)
      for (const row of change.put ?? []) this.put(owner, row)
    } catch (error) {
      for (const key of touched) this.#remove(owner, key)
      for (const row of before) if (row !== undefined) this.#putBack(row)
      throw error
    }
  }

  /**
   * Puts a row in the place of the one that has its key, or last. Throws where another row has its id, and
   * `StorageFull`; nothing is changed then.
   */
  put(owner: Owner, row: NewRow): void {
    const replaced = this.lookup(owner).find(row.kind, row.key)
    const holder = this.#byId.get(row.id)
    if (holder !== undefined && holder !== replaced) throw new Error(`two rows with the id ${row.id}`)
    this.#take(sizeOfRow(row) - (replaced === undefined ? 0 : sizeOfRow(replaced)))
    if (replaced !== undefined && replaced.id !== row.id) this.#byId.delete(replaced.id)
    this.#insert({
      position: replaced?.position ?? this.#nextPosition(),
      namespace: owner.namespace.name,
      vendor: owner.vendor,
      owner: owner.id,
      kind: row.kind,
      key: row.key,
      id: row.id,
      createdAt: row.createdAt,
      asset: row.asset,
      data: row.data ?? {},
    })
  }

  #insert(row: Row): void {
    const kinds = entry(this.#byOwner, keyOf(row.vendor, row.owner), () => new Map<string, RowsOfKind>())
    entry(kinds, row.kind, () => new RowsOfKind()).set(row)
    this.#byId.set(row.id, row)
  }

  #remove(owner: Owner, { kind, key }: RowKey): void {
    const row = this.#byOwner.get(keyOf(owner.vendor, owner.id))?.get(kind)?.delete(key)
    if (row === undefined) return
    this.#byId.delete(row.id)
    this.#take(-sizeOfRow(row))
  }

  /** A row that was there, be there room for it or not. */
  #putBack(row: Row): void {
    const bytes = sizeOfRow(row)
    this.#bytes += bytes
    this.#budget.hold(bytes)
    this.#insert(row)
  }

  #take(bytes: number): void {
    if (bytes > 0) this.#budget.take(bytes)
    else this.#budget.free(-bytes)
    this.#bytes += bytes
  }
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

function keyOf(vendor: string, owner: string): string {
  return `${vendor}\0${owner}`
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const present = map.get(key)
  if (present !== undefined) return present
  const fresh = make()
  map.set(key, fresh)
  return fresh
}
