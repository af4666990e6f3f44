import { describeFaults } from '../../contracts/faults.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { openFreshPostgres } from '../fresh-postgres.ts'

describeWithPostgres('PostgreSQL', () => {
  describeFaults('postgres', async () => {
    const { faults, records } = await openFreshPostgres()
    return { store: faults, records }
  })
})
