import { MemoryJournal } from '../../../src/storage/memory/journal.ts'
import { MemoryRecords } from '../../../src/storage/memory/records.ts'
import { describeJournal } from '../../contracts/journal.ts'
import { memoryOf } from './memory-of.ts'

describeJournal('memory', async kept => ({
  store: new MemoryJournal(kept),
  records: new MemoryRecords(memoryOf()),
}))
