import { randomBytes } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Clock } from '../core/clock.ts'
import { Events } from '../core/events.ts'
import type { BlobStore } from './blobs.ts'
import { type Clocks, MemoryClocks } from './clocks.ts'
import type { Faults } from './faults.ts'
import { openFileBlobs } from './file-blobs.ts'
import type { Journal } from './journal.ts'
import { MemoryBlobs } from './memory-blobs.ts'
import { MemoryFaults } from './memory-faults.ts'
import { MemoryJournal } from './memory-journal.ts'
import { MemoryRecords } from './memory-records.ts'
import type { Records } from './records.ts'
import { MemoryUses, type Uses } from './uses.ts'

/** Where everything is kept. */
export interface Stores {
  readonly blobs: BlobStore
  readonly records: Records
  readonly journal: Journal
  readonly faults: Faults
  readonly clocks: Clocks
  readonly uses: Uses
  readonly events: Events
  /** What the servers that share these stores know and nobody else: they sign with it. */
  readonly secret: string
  /** The stores that are out of reach just now: none where all is well. */
  unready(): Promise<readonly string[]>
  close(): Promise<void>
}

/** Which stores to open, and how much they may hold. */
export interface StoreOptions {
  /** Bytes and rows survive a restart below this folder; undefined keeps them in memory. */
  readonly dataDir: string | undefined
  /** A PostgreSQL and an S3 bucket that several servers share, instead of either. */
  readonly shared: SharedStores | undefined
  readonly clock: Clock
  readonly memoryBytes: number
  readonly diskBytes: number
  /** How many requests each namespace's journal keeps, and in how many bytes. */
  readonly journalEntries: number
  readonly journalBytes: number
  readonly idleNamespaceMs: number
  readonly unclaimedBlobMs: number
}

/** Stores of several servers: their addresses, and how long they may take to answer, in milliseconds. */
export interface SharedStores {
  readonly database: string
  readonly blobs: string
  readonly timeoutMs: number
}

/**
 * Opens the stores that the options name. Below a data directory it removes the blobs that no row claims: what a
 * sudden end left behind. Rejects with `DatabaseUnusable`, `StoreUnavailable` or the file system's error.
 */
export async function openStores(options: StoreOptions): Promise<Stores> {
  if (options.shared !== undefined) {
    // Loaded here, as the database below: a start without them does not pay for them.
    const { openSharedStores } = await import('./open-shared.ts')
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
    uses: new MemoryUses(options.clock),
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
  const { openSqliteRecords } = await import('./sqlite-records.ts')
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
