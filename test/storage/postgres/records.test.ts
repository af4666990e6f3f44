import { describeRecords } from '../../contracts/records.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { useEmptiedPostgres } from '../emptied-postgres.ts'

describeWithPostgres('PostgreSQL', () => {
  const open = useEmptiedPostgres()
  describeRecords('postgres', async () => (await open()).records)
})
