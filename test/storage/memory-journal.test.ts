import { MemoryJournal } from '../../src/storage/memory-journal.ts'
import { describeJournal } from '../contracts/journal.ts'

describeJournal('memory', async kept => new MemoryJournal(kept))
