import { onTestFinished } from 'vitest'
import type { JournalLimits } from '../../src/storage/journal.ts'
import { openPostgres } from '../../src/storage/postgres-stores.ts'
import { freshDatabase } from '../helpers/postgres.ts'

/** All that a PostgreSQL remembers, in a database of one test's own. */
export async function openFreshPostgres(journal: JournalLimits = { entries: 1_000, bytes: 8_000_000 }) {
  const stores = await openPostgres({
    url: await freshDatabase(),
    timeoutMs: 5_000,
    journal,
    useEveryMs: 1_000,
  })
  onTestFinished(() => stores.close())
  return stores
}
