import { isBlobKey } from '../../core/namespace.ts'
import type { BlobStore } from '../blobs.ts'
import type { PostgresGenerations } from '../postgres/generations.ts'
import type { PostgresLastUses } from '../postgres/last-uses.ts'
import type { PostgresRecords } from '../postgres/records.ts'

/** How many blobs are asked about at once. */
const BATCH = 500

/** What is swept, and what says which server does it. */
export interface SweptStores {
  readonly blobs: BlobStore
  readonly records: PostgresRecords
  readonly lastUses: PostgresLastUses
  readonly generations: PostgresGenerations
}

/**
 * Removes what no server will: bytes whose server died before a row claimed them, and what ended generations held. One
 * server sweeps for all.
 */
export class Sweeper {
  readonly #stores: SweptStores
  readonly #everyMs: number
  readonly #timer: NodeJS.Timeout
  /** What no row claimed the last time: bytes that still wait for their row's change are not removed. */
  #suspects: ReadonlySet<string> = new Set()
  #pass: Promise<void> = Promise.resolve()
  #isClosed = false

  /** Bytes go that no row claimed for `everyMs` at least, in milliseconds, and twice that at most. */
  constructor(options: SweptStores & { readonly everyMs: number }) {
    this.#stores = options
    this.#everyMs = options.everyMs
    this.#timer = setInterval(() => {
      // While a store is out of reach nothing is swept; a later pass does it.
      this.#pass = this.#pass.then(() => this.#sweep()).catch(() => {})
    }, options.everyMs).unref()
  }

  /** Ends the watch, and a pass that is under way at its next step. */
  close(): void {
    clearInterval(this.#timer)
    this.#isClosed = true
  }

  async #sweep(): Promise<void> {
    const { lastUses, generations } = this.#stores
    if (!(await lastUses.sweepsForAll())) {
      this.#suspects = new Set()
      return
    }
    // What takes too long here must not keep bytes from being removed.
    await generations.forgetEnded(this.#everyMs).catch(() => {})
    this.#suspects = await this.#removeUnclaimed()
  }

  /** Answers what is unclaimed for the first time. */
  async #removeUnclaimed(): Promise<ReadonlySet<string>> {
    const { blobs, records } = this.#stores
    const fresh = new Set<string>()
    for await (const batch of batches(ownKeys(blobs.keys()))) {
      const [known, others] = [
        batch.filter(key => this.#suspects.has(key)),
        batch.filter(key => !this.#suspects.has(key)),
      ]
      // To ask for good keeps every change waiting, and is not done for nothing.
      for (const key of known.length === 0 ? [] : await records.unclaimed(known, true)) {
        if (this.#isClosed) return fresh
        await blobs.delete(key)
      }
      for (const key of await records.unclaimed(others)) fresh.add(key)
    }
    return fresh
  }
}

/** Whatever else lies there is somebody else's. */
async function* ownKeys(keys: AsyncIterable<string>): AsyncIterable<string> {
  for await (const key of keys) if (isBlobKey(key)) yield key
}

async function* batches(keys: AsyncIterable<string>): AsyncIterable<readonly string[]> {
  let batch: string[] = []
  for await (const key of keys) {
    batch.push(key)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}
