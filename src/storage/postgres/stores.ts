import { randomBytes } from 'node:crypto'
import type { JournalLimits } from '../journal.ts'
import { PostgresClocks } from './clocks.ts'
import { Postgres, type PostgresOptions } from './database.ts'
import { PostgresEvents } from './events.ts'
import { PostgresFaults } from './faults.ts'
import { PostgresGenerations } from './generations.ts'
import { PostgresJournal } from './journal.ts'
import { PostgresLastUses } from './last-uses.ts'
import { PostgresRecords } from './records.ts'
import { migrate } from './schema.ts'

/** All that is remembered in one PostgreSQL, save bytes. */
export interface PostgresStores {
  readonly records: PostgresRecords
  readonly journal: PostgresJournal
  readonly faults: PostgresFaults
  readonly clocks: PostgresClocks
  readonly events: PostgresEvents
  readonly lastUses: PostgresLastUses
  readonly generations: PostgresGenerations
  readonly database: Postgres
  /** As in `Stores`. */
  readonly secret: string
  close(): Promise<void>
}

/** Which database, what journals keep of each namespace, and how often a namespace's use is written down. */
export interface PostgresStoreOptions extends PostgresOptions {
  readonly journal: JournalLimits
  readonly useEveryMs: number
}

/**
 * Opens a database with its schema in place. Rejects with `DatabaseUnusable` where it was made by a newer version or
 * refuses us, and with `StoreUnavailable` where it can't be reached.
 */
export async function openPostgres(options: PostgresStoreOptions): Promise<PostgresStores> {
  const database = new Postgres(options)
  try {
    await migrate(database)
    const secret = await sharedSecret(database)
    const generations = new PostgresGenerations(database, options.useEveryMs)
    const events = await PostgresEvents.open(database)
    const records = new PostgresRecords(database, generations)
    return {
      records,
      journal: new PostgresJournal(database, options.journal),
      faults: new PostgresFaults(database, generations),
      clocks: new PostgresClocks(database, generations),
      events,
      generations,
      lastUses: new PostgresLastUses(database),
      database,
      secret,
      close: () => database.close(),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** The first server of a database makes it, the others read it. */
async function sharedSecret(database: Postgres): Promise<string> {
  const sql = 'INSERT INTO uploadmock.secrets (id, secret) VALUES (1, $1) ON CONFLICT DO NOTHING'
  await database.query(sql, [randomBytes(32).toString('hex')])
  const [kept] = await database.query<{ secret: string }>('SELECT secret FROM uploadmock.secrets')
  return kept?.secret ?? ''
}
