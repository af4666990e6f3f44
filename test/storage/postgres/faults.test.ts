import { describeFaults } from '../../contracts/faults.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { useEmptiedPostgres } from '../emptied-postgres.ts'

describeWithPostgres('PostgreSQL', () => {
  const open = useEmptiedPostgres()
  describeFaults('postgres', async () => {
    const { faults, records } = await open()
    return { store: faults, records }
  })
})
