import type { Namespace } from '../../core/namespace.ts'
import { nothingThere, PlannedRows } from '../driver-kit/planned-rows.ts'
import type { Change, Contents, Owner, ReadPlan, Records, Row, RowFilter, RowsRead } from '../records.ts'
import type { Database } from './database.ts'
import { Listings } from './listings.ts'
import { closeDatabase, openDatabase } from './open.ts'
import { lookupIn, maybeRow, putRow } from './owned-rows.ts'
import { Reserve } from './reserve.ts'
import { prepare, type Statements } from './statements.ts'
import { type ChangeLedger, Transactions } from './transactions.ts'

/**
 * Opens rows that are kept in one SQLite file, for this process alone. A change survives the process's sudden death
 * from the moment it resolves. The ledger hears of each, and is closed with the rows. Throws `DatabaseUnusable`.
 */
export function openSqliteRecords(path: string, ledger?: ChangeLedger): SqliteRecords {
  const reserve = new Reserve(`${path}-reserve`)
  return new SqliteRecords({ database: openDatabase(path, reserve), reserve, ledger })
}

/** What rows in a file stand on. */
interface Ground {
  readonly database: Database
  readonly reserve: Reserve
  readonly ledger: ChangeLedger | undefined
}

class SqliteRecords implements Records {
  readonly #present: Map<string, Namespace>
  readonly #sql: Statements
  readonly #listings: Listings
  readonly #transactions: Transactions
  readonly #ground: Ground

  constructor(ground: Ground) {
    const { database } = ground
    this.#ground = ground
    this.#transactions = new Transactions(ground)
    this.#sql = prepare(database)
    this.#listings = new Listings(database)
    this.#present = new Map(
      (this.#sql.namespaces.all() as Namespace[]).map(({ name, generation }) => [name, { name, generation }]),
    )
  }

  /** The number of the last change that was made. */
  get changes(): number {
    return this.#transactions.changes
  }

  /** Numbers changes from here on, so that each has a higher number than any that another database gave. */
  goOnFrom(changes: number): void {
    this.#transactions.run(() => this.#transactions.count(changes))
  }

  /** The blobs that rows have. */
  claims(): ReadonlySet<string> {
    const found = this.#sql.claims.all() as { blob: string }[]
    return new Set(found.map(({ blob }) => blob))
  }

  async open(name: string): Promise<Namespace> {
    const present = this.#present.get(name)
    if (present !== undefined) return present
    const namespace = this.#transactions.run(() => {
      this.#transactions.count()
      const next = this.#nextGeneration(name)
      this.#sql.addNamespace.run(name, next.generation)
      return next
    })
    this.#present.set(name, namespace)
    return namespace
  }

  async names(): Promise<readonly string[]> {
    return [...this.#present.keys()]
  }

  async change<T>(owner: Owner, plan: ReadPlan, decide: (read: RowsRead) => Change<T>): Promise<T> {
    if (!this.#isCurrent(owner.namespace)) return decide(new PlannedRows(plan, nothingThere)).result
    let makesRoom = false
    const work = () => {
      const name = owner.namespace.name
      const read = new PlannedRows(plan, lookupIn(this.#sql, owner))
      const { put = [], delete: doomed = [], result } = decide(read)
      makesRoom = doomed.length > 0
      if (put.length > 0 || doomed.length > 0 || read.taken.size > 0) this.#transactions.count()
      for (const { kind, key } of doomed) this.#sql.remove.run(name, owner.vendor, owner.id, kind, key)
      for (const row of put) putRow(this.#sql, owner, row)
      for (const [sequence, last] of read.taken) this.#sql.setSequence.run(name, sequence, last)
      return result
    }
    return this.#transactions.run(work, () => makesRoom)
  }

  async list(filter: RowFilter): Promise<readonly Row[]> {
    if (!this.#isCurrent(filter.namespace)) return []
    return this.#listings.list(filter)
  }

  async find(namespace: Namespace, id: string): Promise<Row | undefined> {
    if (!this.#isCurrent(namespace)) return undefined
    return maybeRow(namespace.name, this.#sql.findById.get(namespace.name, id))
  }

  async drop(name: string): Promise<Namespace | undefined> {
    const ended = this.#present.get(name)
    if (ended === undefined) return undefined
    const work = () => {
      this.#transactions.count()
      this.#forget(name)
    }
    this.#transactions.run(work, () => true)
    this.#present.delete(name)
    return ended
  }

  async sequences(namespace: Namespace): Promise<ReadonlyMap<string, number>> {
    if (!this.#isCurrent(namespace)) return new Map()
    const found = this.#sql.sequences.all(namespace.name) as { name: string; last: number }[]
    return new Map(found.map(({ name, last }) => [name, last]))
  }

  async draft(name: string): Promise<Namespace> {
    return this.#transactions.run(() => {
      this.#transactions.count()
      return this.#nextGeneration(name)
    })
  }

  async adopt(draft: Namespace, { rows, sequences }: Contents): Promise<Namespace | undefined> {
    const ended = this.#present.get(draft.name)
    this.#transactions.run(() => {
      this.#transactions.count()
      this.#forget(draft.name)
      this.#sql.addNamespace.run(draft.name, draft.generation)
      for (const { vendor, owner, ...row } of rows)
        putRow(this.#sql, { namespace: draft, vendor, id: owner }, row)
      for (const [name, last] of sequences) this.#sql.setSequence.run(draft.name, name, last)
    })
    this.#present.set(draft.name, draft)
    return ended
  }

  async close(): Promise<void> {
    const { database, reserve, ledger } = this.#ground
    try {
      closeDatabase(database, reserve)
    } finally {
      await ledger?.close()
    }
  }

  #nextGeneration(name: string): Namespace {
    const { last } = this.#sql.nextGeneration.get() as { last: number }
    return { name, generation: last }
  }

  #forget(name: string): void {
    this.#sql.dropRows.run(name)
    this.#sql.dropSequences.run(name)
    this.#sql.dropNamespace.run(name)
  }

  #isCurrent(namespace: Namespace): boolean {
    return this.#present.get(namespace.name)?.generation === namespace.generation
  }
}

export type { SqliteRecords }
