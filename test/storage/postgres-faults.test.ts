import { onTestFinished } from 'vitest'
import { openPostgres } from '../../src/storage/postgres.ts'
import { describeFaults } from '../contracts/faults.ts'
import { describeWithPostgres, freshDatabase } from '../helpers/postgres.ts'

describeWithPostgres('PostgreSQL', () => {
  describeFaults('postgres', async () => {
    const stores = await openPostgres(await freshDatabase(), { entries: 1_000, bytes: 8_000_000 })
    onTestFinished(() => stores.close())
    return { store: stores.faults, records: stores.records }
  })
})
