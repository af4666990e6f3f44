import { describeJournal } from '../../contracts/journal.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { useEmptiedPostgres } from '../emptied-postgres.ts'

describeWithPostgres('PostgreSQL', () => {
  const open = useEmptiedPostgres()
  describeJournal('postgres', async kept => {
    const { journal, records } = await open(kept)
    return { store: journal, records }
  })
})
