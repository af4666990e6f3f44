import { describeJournal } from '../../contracts/journal.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { openFreshPostgres } from '../fresh-postgres.ts'

describeWithPostgres('PostgreSQL', () => {
  describeJournal('postgres', async kept => {
    const { journal, records } = await openFreshPostgres(kept)
    return { store: journal, records }
  })
})
