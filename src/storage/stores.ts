import type { Clock } from '../core/clock.ts'
import type { Events } from '../core/events.ts'
import type { BlobStore } from './blobs.ts'
import type { Clocks } from './clocks.ts'
import type { Faults } from './faults.ts'
import type { Journal, JournalLimits } from './journal.ts'
import type { LastUses } from './last-uses.ts'
import type { Records } from './records.ts'
import type { Room } from './room.ts'

/** Where everything is kept. */
export interface Stores {
  readonly blobs: BlobStore
  readonly records: Records
  readonly journal: Journal
  readonly faults: Faults
  readonly clocks: Clocks
  readonly lastUses: LastUses
  readonly events: Events
  /** This process's memory, for what is held in it for a while: rows and files take from it too where they stay in memory. */
  readonly memory: Room
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
  /** In how many bytes those of all namespaces together. */
  readonly journalTotalBytes: number
  readonly idleNamespaceMs: number
  readonly unclaimedBlobMs: number
  /** Hears what an operator should know of the stores, a line each. */
  readonly warn: (line: string) => void
}

/** Stores of several servers: their addresses, and how long they may take to answer, in milliseconds. */
export interface SharedStores {
  readonly database: string
  readonly blobs: string
  readonly timeoutMs: number
}

/** What journals keep. */
export function journalLimits(options: StoreOptions): JournalLimits {
  const { journalEntries: entries, journalBytes: bytes, journalTotalBytes: totalBytes } = options
  return { entries, bytes, totalBytes }
}
