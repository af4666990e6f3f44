import type { JournalEntry } from '../../core/journal.ts'
import type { Namespace } from '../../core/namespace.ts'
import { sizeOf } from '../driver-kit/entry-size.ts'
import type { Eviction, Journal, JournalFilter, JournalLimits, JournalRow } from '../journal.ts'
import type { Postgres } from './database.ts'
import { TRIMMED_AT_ONCE } from './functions-trim.ts'
import { isHoldable } from './row-text.ts'

const NOTE = 'SELECT uploadmock.note($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS gone'
const TRIM = 'SELECT uploadmock.trim_journals($1) AS gone'
/** How often the total is looked at while that much is noted: all of it may be exceeded by as much at each server. */
const TRIMS = 64
const LIST = `
  SELECT position, entry FROM uploadmock.journal
  WHERE generation = $1 AND position > $2 AND ($3::text IS NULL OR vendor = $3)
    AND ($4::text IS NULL OR operation = $4) AND ($5::text IS NULL OR outcome = $5)
    AND ($6::double precision IS NULL OR received_at >= $6)
  ORDER BY position LIMIT $7`

/** A journal in PostgreSQL, which all replicas write and read. */
export class PostgresJournal implements Journal {
  readonly #database: Postgres
  readonly #limits: JournalLimits
  /** How many bytes this server noted since it looked at all journals. */
  #sinceTrim = 0

  constructor(database: Postgres, limits: JournalLimits) {
    this.#database = database
    this.#limits = limits
  }

  async add({ generation }: Namespace, entry: JournalEntry): Promise<number> {
    const { id, vendor, operation, outcome, receivedAt } = entry
    const size = sizeOf(entry)
    const own = [generation, id, vendor, operation, outcome, receivedAt, size]
    const limits = [this.#limits.entries, this.#limits.bytes]
    const values = [...own, JSON.stringify(entry), ...limits]
    const [noted] = await this.#database.query<{ gone: number }>(NOTE, values, 'note-request')
    return (noted?.gone ?? 0) + (await this.#trim(size))
  }

  /** Looks now and then whether all journals together take too much: each time would cost each request a look at all. */
  async #trim(added: number): Promise<number> {
    const { totalBytes } = this.#limits
    this.#sinceTrim += added
    if (this.#sinceTrim < totalBytes / TRIMS) return 0
    this.#sinceTrim = 0
    for (let sum = 0; ; ) {
      const [trimmed] = await this.#database.query<{ gone: number }>(TRIM, [totalBytes], 'trim-journals')
      const gone = trimmed?.gone ?? 0
      sum += gone
      if (gone < TRIMMED_AT_ONCE) return sum
    }
  }

  async list({ generation }: Namespace, filter: JournalFilter): Promise<readonly JournalRow[]> {
    const { after = 0, vendor = null, operation = null, outcome = null, since = null, limit = null } = filter
    if (![vendor, operation].every(isHoldable)) return []
    const values = [generation, after, vendor, operation, outcome, since, limit]
    const found = await this.#database.query<{ position: number; entry: string }>(LIST, values)
    return found.map(({ position, entry }) => ({ position, entry: JSON.parse(entry) as JournalEntry }))
  }

  async find({ generation }: Namespace, id: string): Promise<JournalEntry | undefined> {
    if (!isHoldable(id)) return undefined
    const sql = 'SELECT entry FROM uploadmock.journal WHERE generation = $1 AND id = $2'
    const [found] = await this.#database.query<{ entry: string }>(sql, [generation, id], 'find-request')
    return found === undefined ? undefined : (JSON.parse(found.entry) as JournalEntry)
  }

  async count({ generation }: Namespace): Promise<number> {
    const sql = 'SELECT entries FROM uploadmock.journals WHERE generation = $1'
    const [found] = await this.#database.query<{ entries: number }>(sql, [generation])
    return found?.entries ?? 0
  }

  async evicted({ generation }: Namespace): Promise<readonly Eviction[]> {
    const sql = `SELECT vendor, operation, count FROM uploadmock.evictions WHERE generation = $1 ORDER BY first_at`
    return this.#database.query<Eviction>(sql, [generation])
  }

  async clear({ generation }: Namespace): Promise<void> {
    await this.#database.query('SELECT uploadmock.clear_journal($1)', [generation])
  }

  /** The database removes it with all else that the generation held. */
  async end(): Promise<void> {}

  async close(): Promise<void> {}
}
