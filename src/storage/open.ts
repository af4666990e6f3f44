import { randomBytes } from 'node:crypto'
import { Events } from '../core/events.ts'
import { Budget } from './driver-kit/budget.ts'
import { MemoryBlobs } from './memory/blobs.ts'
import { MemoryClocks } from './memory/clocks.ts'
import { MemoryFaults } from './memory/faults.ts'
import { MemoryJournal } from './memory/journal.ts'
import { MemoryLastUses } from './memory/last-uses.ts'
import { MemoryRecords } from './memory/records.ts'
import { journalLimits, type StoreOptions, type Stores } from './stores.ts'

/** Opens the stores that the options name. Rejects with `DatabaseUnusable`, `StoreUnavailable` or the file system's error. */
export async function openStores(options: StoreOptions): Promise<Stores> {
  const memory = new Budget(options.memoryBytes, 'limits.memoryBytes')
  if (options.shared !== undefined) {
    // Loaded here, as the data directory's below: a start without them does not pay for them.
    const { openSharedStores } = await import('./replicas/open.ts')
    return { ...(await openSharedStores(options, options.shared)), memory }
  }
  const { blobs, records } = await openOwn(options, memory)
  const journal = new MemoryJournal(journalLimits(options))
  const faults = new MemoryFaults()
  return {
    blobs,
    records,
    journal,
    faults,
    clocks: new MemoryClocks(),
    lastUses: new MemoryLastUses(options.clock),
    events: new Events(),
    memory,
    secret: randomBytes(32).toString('hex'),
    unready: async () => [],
    async close() {
      await blobs.close()
      await records.close()
      await journal.close()
      await faults.close()
    },
  }
}

async function openOwn(options: StoreOptions, memory: Budget): Promise<Pick<Stores, 'blobs' | 'records'>> {
  if (options.dataDir === undefined)
    return { blobs: new MemoryBlobs(memory), records: new MemoryRecords(memory) }
  const { openDataDir } = await import('./data-dir/open.ts')
  return openDataDir({ path: options.dataDir, maxBytes: options.diskBytes, warn: options.warn })
}
