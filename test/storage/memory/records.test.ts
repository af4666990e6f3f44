import { MemoryRecords } from '../../../src/storage/memory/records.ts'
import { describeRecords } from '../../contracts/records.ts'

describeRecords('memory', async () => new MemoryRecords())
