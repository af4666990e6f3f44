import { randomBytes } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Events } from '../core/events.ts'
import { openFileBlobs } from './files/blobs.ts'
import { MemoryBlobs } from './memory/blobs.ts'
import { MemoryClocks } from './memory/clocks.ts'
import { MemoryFaults } from './memory/faults.ts'
import { MemoryJournal } from './memory/journal.ts'
import { MemoryLastUses } from './memory/last-uses.ts'
import { MemoryRecords } from './memory/records.ts'
import type { StoreOptions, Stores } from './stores.ts'

/**
 * Opens the stores that the options name. Below a data directory it removes the blobs that no row claims: what a
 * sudden end left behind. Rejects with `DatabaseUnusable`, `StoreUnavailable` or the file system's error.
 */
export async function openStores(options: StoreOptions): Promise<Stores> {
  if (options.shared !== undefined) {
    // Loaded here, as the database below: a start without them does not pay for them.
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
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir)
  if (dataDir === undefined)
    return { blobs: new MemoryBlobs({ maxBytes: options.memoryBytes }), records: new MemoryRecords() }
  await makeFolder(dataDir)
  const { openSqliteRecords } = await import('./sqlite/records.ts')
  const records = openSqliteRecords(join(dataDir, 'uploadmock.db'))
  try {
    const blobs = await openFileBlobs({ dir: dataDir, maxBytes: options.diskBytes })
    await removeUnclaimed({ blobs, records })
    return { blobs, records }
  } catch (error) {
    await records.close()
    throw error
  }
}

/** Makes a folder and those above it. Node's own recursive way never ends on some paths, as `/proc/x`. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path)
  }
}

async function removeUnclaimed({ blobs, records }: Pick<Stores, 'blobs' | 'records'>): Promise<void> {
  const claimed = new Set<string>()
  for (const name of await records.names())
    for (const row of await records.list({ namespace: await records.open(name), assets: true }))
      if (row.asset !== undefined) claimed.add(row.asset.blob)
  for await (const key of blobs.keys()) if (!claimed.has(key)) await blobs.delete(key)
}
