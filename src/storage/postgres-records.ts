import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import type { Namespace } from '../core/namespace.ts'
import { KeyedQueue } from './keyed-queue.ts'
import type { Postgres } from './postgres.ts'
import { asKept, COLUMNS, isHoldable, lookupIn, type PlanFound, toStored } from './postgres-rows.ts'
import type { PostgresWorlds } from './postgres-worlds.ts'
import type { Change, Contents, Owner, ReadPlan, Records, Row, RowFilter, RowsRead } from './records.ts'
import { nothingThere, PlannedRows } from './rows-read.ts'
import { type StoredRow, toRow } from './stored-row.ts'
import { OutcomeUnknown, StoreUnavailable } from './unavailable.ts'

/** What came of a change: it is made, its generation has ended, or another one came between. */
type Applied = 'applied' | 'ended' | 'conflict'

const OWNED = 'r.generation = $1 AND r.vendor = $2 AND md5(r.owner) = md5($3)'
/** One statement, so that all it reads is of one moment. */
const READ = `
  SELECT
    (SELECT 1 FROM uploadmock.namespaces WHERE generation = $1) AS live,
    coalesce((SELECT version FROM uploadmock.owners
      WHERE generation = $1 AND vendor = $2 AND owner_hash = md5($3)), 0) AS version,
    (SELECT json_agg(r ORDER BY r.position) FROM uploadmock.rows r WHERE ${OWNED} AND r.kind = ANY($4)) AS of_kinds,
    (SELECT json_agg(r) FROM uploadmock.rows r JOIN json_to_recordset($5) AS k(kind text, key text)
      ON r.kind = k.kind AND md5(r.key) = md5(k.key) WHERE ${OWNED}) AS by_key,
    (SELECT json_object_agg(kind, n) FROM (
      SELECT r.kind, count(*) AS n FROM uploadmock.rows r WHERE ${OWNED} AND r.kind = ANY($6) GROUP BY r.kind
    ) AS c) AS counts,
    (SELECT json_object_agg(name, last) FROM uploadmock.sequences WHERE generation = $1 AND name = ANY($7)) AS sequences`
const APPLY = 'SELECT uploadmock.apply($1, $2, $3, $4, $5, $6, $7, $8) AS outcome'
/** How long until a change is asked for again whose answer was lost. */
const RETRY_MS = 100
const ADOPT = `
  INSERT INTO uploadmock.namespaces (name, generation) VALUES ($1, $2)
  ON CONFLICT (name) DO UPDATE SET generation = excluded.generation, frozen_at = NULL, offset_ms = NULL,
    faults_added = 0, used_at = now()`

/** Rows in PostgreSQL, for any number of replicas. */
export class PostgresRecords implements Records {
  readonly #database: Postgres
  readonly #worlds: PostgresWorlds
  /** Changes of one owner wait for each other here, so that they meet only those of other replicas. */
  readonly #queue = new KeyedQueue()

  constructor(database: Postgres, worlds: PostgresWorlds) {
    this.#database = database
    this.#worlds = worlds
  }

  open(name: string): Promise<Namespace> {
    return this.#worlds.open(name)
  }

  isCurrent(namespace: Namespace): Promise<boolean> {
    return this.#worlds.isCurrent(namespace)
  }

  names(): Promise<readonly string[]> {
    return this.#worlds.names()
  }

  change<T>(owner: Owner, plan: ReadPlan, decide: (rows: RowsRead) => Change<T>): Promise<T> {
    const key = `${owner.namespace.generation} ${owner.vendor} ${owner.id}`
    return this.#queue.run(key, () => this.#change(owner, plan, decide))
  }

  /**
   * Decides on what one statement read, and has another make the change if nothing else changed meanwhile; else it
   * begins anew. No transaction waits for this process, and no lock is held while it thinks.
   */
  async #change<T>(owner: Owner, plan: ReadPlan, decide: (rows: RowsRead) => Change<T>): Promise<T> {
    const { name, generation } = owner.namespace
    const own = [generation, owner.vendor, asKept(owner.id)] as const
    const { kinds = [], keys = [], counts = [], sequences = [] } = plan
    const named = JSON.stringify(keys.map(({ kind, key }) => ({ kind, key: asKept(key) })))
    for (;;) {
      const values = [...own, kinds, named, counts, sequences]
      const [found] = await this.#database.query<PlanFound>(READ, values, 'read-plan')
      if (found === undefined || found.live === null)
        return decide(new PlannedRows(plan, nothingThere)).result
      const lookup = lookupIn(name, found)
      const rows = new PlannedRows(plan, lookup)
      const { put = [], delete: doomed = [], result } = decide(rows)
      if (put.length === 0 && doomed.length === 0 && rows.taken.size === 0) return result
      const deletes = doomed.map(({ kind, key }) => ({ kind, key: asKept(key) }))
      const taken = [...rows.taken].map(([one, last]) => ({ name: one, before: lookup.sequence(one), last }))
      const change = [deletes, put.map(toStored), taken].map(part => JSON.stringify(part))
      if ((await this.#apply([...own, found.version, randomUUID(), ...change])) === 'applied') return result
    }
  }

  /** Asks again while the database is away, since the change may have been made: it is made once all the same. */
  async #apply(values: readonly unknown[]): Promise<Applied | undefined> {
    const deadline = performance.now() + this.#database.timeoutMs
    for (;;) {
      try {
        const [applied] = await this.#database.query<{ outcome: Applied }>(APPLY, values, 'apply-change')
        return applied?.outcome
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
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

  drop(name: string): Promise<Namespace | undefined> {
    return this.#worlds.end(name)
  }

  async sequences({ generation }: Namespace): Promise<ReadonlyMap<string, number>> {
    const sql = `
      SELECT name, last FROM uploadmock.sequences WHERE generation = $1 AND last > 0
        AND EXISTS (SELECT FROM uploadmock.namespaces WHERE generation = $1)`
    const found = await this.#database.query<{ name: string; last: number }>(sql, [generation])
    return new Map(found.map(({ name, last }) => [name, last]))
  }

  draft(name: string): Promise<Namespace> {
    return this.#worlds.draft(name)
  }

  async adopt(draft: Namespace, { rows, sequences }: Contents): Promise<Namespace | undefined> {
    const { name, generation } = draft
    const kept = rows.map(row => ({
      ...toStored(row),
      vendor: row.vendor,
      owner: asKept(row.owner),
    }))
    const ended = await this.#database.alone(async run => {
      await run('BEGIN')
      await run('SELECT pg_advisory_xact_lock(hashtext($1))', [name])
      const [before] = await run('SELECT generation FROM uploadmock.namespaces WHERE name = $1 FOR UPDATE', [
        name,
      ])
      await run(ADOPT, [name, generation])
      await run(
        `INSERT INTO uploadmock.rows (generation, ${COLUMNS.replace('position, ', '')})
         SELECT $1::bigint, vendor, owner, kind, key, id, created_at, data, blob, asset
         FROM json_to_recordset($2) AS r(
           vendor text, owner text, kind text, key text, id text, created_at bigint, data text, blob text, asset text
         )`,
        [generation, JSON.stringify(kept)],
      )
      const numbers = [...sequences].map(([one, last]) => ({ name: one, last }))
      await run(
        'INSERT INTO uploadmock.sequences SELECT $1::bigint, name, last FROM json_to_recordset($2) AS s(name text, last bigint)',
        [generation, JSON.stringify(numbers)],
      )
      const old = (before as { generation: number } | undefined)?.generation
      if (old !== undefined) await run('INSERT INTO uploadmock.ended (generation) VALUES ($1)', [old])
      await run('COMMIT')
      return old
    })
    if (ended === undefined) return undefined
    this.#worlds.forgetBehind(ended)
    return { name, generation: ended }
  }

  /** Those of these blobs that no row has. */
  async unclaimed(blobs: readonly string[]): Promise<readonly string[]> {
    const sql = `
      SELECT asked.blob FROM unnest($1::text[]) AS asked(blob)
      WHERE NOT EXISTS (SELECT FROM uploadmock.rows r WHERE r.blob = asked.blob)`
    return (await this.#database.query<{ blob: string }>(sql, [blobs])).map(({ blob }) => blob)
  }

  async close(): Promise<void> {
    await this.#worlds.settled()
  }
}
