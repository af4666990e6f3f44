import { beforeAll } from 'vitest'
import type { JournalLimits } from '../../src/storage/journal.ts'
import { PostgresJournal } from '../../src/storage/postgres/journal.ts'
import type { PostgresStores } from '../../src/storage/postgres/stores.ts'
import { endsWithSuite } from '../helpers/ends.ts'
import { freshDatabase } from '../helpers/replicas/postgres.ts'
import { openPostgresAt } from './fresh-postgres.ts'

/** All that servers remember; its own version and secret stay with a database. */
const FORGET = `
  DO $$ DECLARE kept text; BEGIN
    FOR kept IN SELECT tablename FROM pg_tables WHERE schemaname = 'uploadmock' AND tablename NOT IN ('schema', 'secrets')
    LOOP EXECUTE format('DELETE FROM uploadmock.%I', kept); END LOOP;
  END $$`

/** One PostgreSQL for the tests beside this call, emptied whenever one asks for it: to make a database takes longer. */
export function useEmptiedPostgres(): (kept?: JournalLimits) => Promise<PostgresStores> {
  const ends = endsWithSuite()
  let stores: PostgresStores | undefined
  beforeAll(async () => {
    stores = await openPostgresAt(await freshDatabase(ends), { ends })
  })
  return async kept => {
    if (stores === undefined) throw new Error('the database is not there yet')
    await stores.database.query(FORGET)
    return kept === undefined ? stores : { ...stores, journal: new PostgresJournal(stores.database, kept) }
  }
}
