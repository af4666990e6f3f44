import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import type { Namespace } from '../../core/namespace.ts'
import { nothingThere, PlannedRows } from '../driver-kit/planned-rows.ts'
import { type StoredRow, toRow } from '../driver-kit/stored-row.ts'
import { OutcomeUnknown, StoreUnavailable } from '../errors.ts'
import type { Change, Contents, Owner, ReadPlan, Records, Row, RowFilter, RowsRead } from '../records.ts'
import { adopt } from './adopt.ts'
import type { Postgres } from './database.ts'
import type { PostgresGenerations } from './generations.ts'
import { KeyedQueue } from './keyed-queue.ts'
import { lookupIn, type PlanFound, readOf } from './planned-read.ts'
import { asKept, COLUMNS, isHoldable, toStored } from './row-text.ts'

/**
 * What came of a change: it is made, its generation has ended, another change came between, many did, or the bytes that
 * it claims were swept.
 */
type Applied = 'applied' | 'ended' | 'conflict' | 'behind' | 'swept'

const APPLY = 'SELECT uploadmock.apply($1, $2, $3, $4, $5, $6, $7, $8) AS outcome'
/** How long until a change whose answer was lost is asked for again, in milliseconds. */
const RETRY_MS = 100

/** Rows in PostgreSQL, for any number of replicas. */
export class PostgresRecords implements Records {
  readonly #database: Postgres
  readonly #generations: PostgresGenerations
  /** Changes of one owner wait for each other here, so that they meet only those of other replicas. */
  readonly #queue = new KeyedQueue()

  constructor(database: Postgres, generations: PostgresGenerations) {
    this.#database = database
    this.#generations = generations
  }

  open(name: string, isUse?: boolean): Promise<Namespace> {
    return this.#generations.open(name, isUse)
  }

  names(): Promise<readonly string[]> {
    return this.#generations.names()
  }

  change<T>(owner: Owner, plan: ReadPlan, decide: (read: RowsRead) => Change<T>): Promise<T> {
    const key = `${owner.namespace.generation} ${owner.vendor} ${owner.id}`
    const deadline = performance.now() + this.#database.timeoutMs
    return this.#queue.run(key, () => this.#change(owner, plan, decide, deadline))
  }

  /**
   * Decides on what one statement read, and has another make the change if nothing else changed meanwhile; else it
   * begins anew. No transaction waits for this process, and no lock is held while it thinks.
   */
  async #change<T>(
    owner: Owner,
    plan: ReadPlan,
    decide: (read: RowsRead) => Change<T>,
    deadline: number,
  ): Promise<T> {
    const { name, generation } = owner.namespace
    const own = [generation, owner.vendor, asKept(owner.id)] as const
    const { sql, values } = readOf(own, plan)
    for (;;) {
      // Whoever waited behind a change that the database kept waiting has waited as long.
      if (performance.now() > deadline) throw new StoreUnavailable('the database is too slow')
      const [found] = await this.#database.query<PlanFound>(sql, values)
      if (found === undefined || found.live === null)
        return decide(new PlannedRows(plan, nothingThere)).result
      const lookup = lookupIn(name, found)
      const read = new PlannedRows(plan, lookup)
      const { put = [], delete: doomed = [], result } = decide(read)
      if (put.length === 0 && doomed.length === 0 && read.taken.size === 0) return result
      const deletes = doomed.map(({ kind, key }) => ({ kind, key: asKept(key) }))
      const taken = [...read.taken].map(([one, last]) => ({ name: one, before: lookup.sequence(one), last }))
      const change = [deletes, put.map(toStored), taken].map(part => JSON.stringify(part))
      const asked = [...own, found.version, randomUUID(), ...change]
      const applied = await this.#apply(asked, deadline)
      if (applied === 'applied') return result
      if (applied === 'swept')
        throw new StoreUnavailable('the bytes waited so long for their row that they are gone')
    }
  }

  /** Asks again while the database is away, since the change may have been made: it is made once all the same. */
  async #apply(values: readonly unknown[], deadline: number): Promise<Applied | undefined> {
    for (let wasLost = false; ; wasLost = true) {
      try {
        const [applied] = await this.#database.query<{ outcome: Applied }>(APPLY, values, 'apply-change')
        // So many changes came since that nobody can tell any more whether it was among them.
        if (wasLost && applied?.outcome === 'behind') throw new OutcomeUnknown()
        return applied?.outcome
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || error instanceof OutcomeUnknown) throw error
        if (performance.now() >= deadline) throw new OutcomeUnknown({ cause: error })
        await after(RETRY_MS)
      }
    }
  }

  async list(filter: RowFilter): Promise<readonly Row[]> {
    const { namespace, vendor = null, owner, kind = null, assets = false, after = 0, limit = null } = filter
    if (!isHoldable(vendor)) return []
    const sql = `
      SELECT ${COLUMNS} FROM uploadmock.rows
      WHERE generation = $1 AND position > $2 AND ($3::text IS NULL OR vendor = $3)
        AND ($4::text IS NULL OR kind = $4) AND (NOT $5 OR blob IS NOT NULL)
        AND EXISTS (SELECT FROM uploadmock.namespaces WHERE generation = $1)
        ${owner === undefined ? '' : 'AND md5(owner) = md5($7)'}
      ORDER BY position LIMIT $6`
    const values = [namespace.generation, after, vendor, kind, assets, limit]
    const own = owner === undefined ? [] : [asKept(owner)]
    const found = await this.#database.query<StoredRow>(sql, [...values, ...own])
    return found.map(row => toRow(namespace.name, row))
  }

  async find({ name, generation }: Namespace, id: string): Promise<Row | undefined> {
    const sql = `
      SELECT ${COLUMNS} FROM uploadmock.rows WHERE generation = $1 AND md5(id) = md5($2)
        AND EXISTS (SELECT FROM uploadmock.namespaces WHERE generation = $1)`
    const [found] = await this.#database.query<StoredRow>(sql, [generation, asKept(id)], 'find-row')
    return found === undefined ? undefined : toRow(name, found)
  }

  drop(name: string, idleMs?: number): Promise<Namespace | undefined> {
    return this.#generations.end(name, idleMs)
  }

  async sequences({ generation }: Namespace): Promise<ReadonlyMap<string, number>> {
    const sql = `
      SELECT name, last FROM uploadmock.sequences WHERE generation = $1 AND last > 0
        AND EXISTS (SELECT FROM uploadmock.namespaces WHERE generation = $1)`
    const found = await this.#database.query<{ name: string; last: number }>(sql, [generation])
    return new Map(found.map(({ name, last }) => [name, last]))
  }

  draft(name: string): Promise<Namespace> {
    return this.#generations.draft(name)
  }

  adopt(draft: Namespace, contents: Contents): Promise<Namespace | undefined> {
    return adopt(draft, contents, { database: this.#database, generations: this.#generations })
  }

  /**
   * Those of these blobs that no row has. With `forGood` no row will have them any more either: a change that claims
   * one is refused.
   */
  async unclaimed(blobs: readonly string[], forGood = false): Promise<readonly string[]> {
    const sql = 'SELECT blob FROM uploadmock.unclaimed($1, $2) AS blob'
    return (await this.#database.query<{ blob: string }>(sql, [blobs, forGood])).map(({ blob }) => blob)
  }

  async close(): Promise<void> {}
}
