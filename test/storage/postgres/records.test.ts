import { describeRecords } from '../../contracts/records.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { openFreshPostgres } from '../fresh-postgres.ts'

describeWithPostgres('PostgreSQL', () => {
  describeRecords('postgres', async () => (await openFreshPostgres()).records)
})
