import { onTestFinished } from 'vitest'
import { StoreUnavailable } from '../../src/storage/errors.ts'
import type { JournalLimits } from '../../src/storage/journal.ts'
import { Postgres } from '../../src/storage/postgres/database.ts'
import { PostgresGenerations } from '../../src/storage/postgres/generations.ts'
import { PostgresRecords } from '../../src/storage/postgres/records.ts'
import {
  openPostgres,
  type PostgresStoreOptions,
  type PostgresStores,
} from '../../src/storage/postgres/stores.ts'
import { type Ends, endsWithTest } from '../helpers/ends.ts'
import { freshDatabase } from '../helpers/replicas/postgres.ts'

/** Nothing here is about how long it takes, and the machine may be busy. */
const TIMEOUT_MS = 30_000
const USE_EVERY_MS = 1_000

/** All that a PostgreSQL remembers, in a database of one test's own. */
export async function openFreshPostgres(journal?: JournalLimits): Promise<PostgresStores> {
  return openPostgresAt(await freshDatabase(), journal && { journal })
}

/** All that the database of an address remembers, as one of its servers opens it, until the test ends or as it says. */
export async function openPostgresAt(
  url: string,
  { ends = endsWithTest, ...more }: Partial<PostgresStoreOptions> & { readonly ends?: Ends } = {},
): Promise<PostgresStores> {
  const stores = await openPostgres({
    url,
    timeoutMs: TIMEOUT_MS,
    journal: { entries: 1_000, bytes: 8_000_000, totalBytes: 64_000_000 },
    useEveryMs: USE_EVERY_MS,
    ...more,
  })
  ends(() => stores.close())
  return stores
}

/** A database that makes what it is asked for, and whose answer to one statement is lost. */
export class LosesAnswer extends Postgres {
  /** Whether it is this statement's; asked until one is. */
  losesThat: ((sql: string) => boolean) | undefined
  /** What others do before the statement is asked for again. */
  meanwhile: () => Promise<void> = async () => {}

  constructor(url: string) {
    super({ url, timeoutMs: TIMEOUT_MS })
    onTestFinished(() => this.close())
  }

  /** Rows in this database. */
  records(): PostgresRecords {
    return new PostgresRecords(this, new PostgresGenerations(this, USE_EVERY_MS))
  }

  override async query<Found>(sql: string, values: readonly unknown[] = [], name?: string) {
    const found = await super.query<Found>(sql, values, name)
    if (this.losesThat?.(sql) !== true) return found
    this.losesThat = undefined
    await this.meanwhile()
    throw new StoreUnavailable('the answer was lost', { cause: new Error('the connection is gone') })
  }
}
