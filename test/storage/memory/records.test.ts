import { MemoryRecords } from '../../../src/storage/memory/records.ts'
import { describeRecords } from '../../contracts/records.ts'
import { memoryOf } from './memory-of.ts'

describeRecords('memory', async () => new MemoryRecords(memoryOf()))
