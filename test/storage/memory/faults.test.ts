import { MemoryFaults } from '../../../src/storage/memory/faults.ts'
import { MemoryRecords } from '../../../src/storage/memory/records.ts'
import { describeFaults } from '../../contracts/faults.ts'
import { memoryOf } from './memory-of.ts'

describeFaults('memory', async () => ({ store: new MemoryFaults(), records: new MemoryRecords(memoryOf()) }))
