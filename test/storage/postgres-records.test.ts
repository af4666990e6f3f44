import { onTestFinished } from 'vitest'
import { openPostgres } from '../../src/storage/postgres.ts'
import { describeRecords } from '../contracts/records.ts'
import { describeWithPostgres, freshDatabase } from '../helpers/postgres.ts'

describeWithPostgres('PostgreSQL', () => {
  describeRecords('postgres', async () => {
    const stores = await openPostgres(await freshDatabase(), { entries: 1_000, bytes: 8_000_000 })
    onTestFinished(() => stores.close())
    return stores.records
  })
})
