import { randomBytes } from 'node:crypto'
import { Events } from '../core/events.ts'
import { MemoryBlobs } from './memory/blobs.ts'
import { MemoryClocks } from './memory/clocks.ts'
import { MemoryFaults } from './memory/faults.ts'
import { MemoryJournal } from './memory/journal.ts'
import { MemoryLastUses } from './memory/last-uses.ts'
import { MemoryRecords } from './memory/records.ts'
import type { StoreOptions, Stores } from './stores.ts'

/** Opens the stores that the options name. Rejects with `DatabaseUnusable`, `StoreUnavailable` or the file system's error. */
export async function openStores(options: StoreOptions): Promise<Stores> {
  if (options.shared !== undefined) {
    // Loaded here, as the data directory's below: a start without them does not pay for them.
    const { openSharedStores } = await import('./replicas/open.ts')
    return openSharedStores(options, options.shared)
  }
  const { blobs, records } = await openOwn(options)
  const journal = new MemoryJournal({ entries: options.journalEntries, bytes: options.journalBytes })
  const faults = new MemoryFaults()
  return {
    blobs,
    records,
    journal,
    faults,
    clocks: new MemoryClocks(),
    lastUses: new MemoryLastUses(options.clock),
    events: new Events(),
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

async function openOwn(options: StoreOptions): Promise<Pick<Stores, 'blobs' | 'records'>> {
  if (options.dataDir === undefined)
    return { blobs: new MemoryBlobs({ maxBytes: options.memoryBytes }), records: new MemoryRecords() }
  const { openDataDir } = await import('./data-dir/open.ts')
  return openDataDir({ path: options.dataDir, maxBytes: options.diskBytes, warn: options.warn })
}
