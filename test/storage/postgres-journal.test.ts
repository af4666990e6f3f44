import { onTestFinished } from 'vitest'
import { openPostgres } from '../../src/storage/postgres.ts'
import { describeJournal } from '../contracts/journal.ts'
import { describeWithPostgres, freshDatabase } from '../helpers/postgres.ts'

describeWithPostgres('PostgreSQL', () => {
  describeJournal('postgres', async kept => {
    const stores = await openPostgres(await freshDatabase(), kept)
    onTestFinished(() => stores.close())
    return { store: stores.journal, records: stores.records }
  })
})
