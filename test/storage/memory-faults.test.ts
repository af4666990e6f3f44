import { MemoryFaults } from '../../src/storage/memory-faults.ts'
import { describeFaults } from '../contracts/faults.ts'

describeFaults('memory', async () => new MemoryFaults())
