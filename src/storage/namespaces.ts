import type { Clock } from '../core/clock.ts'
import { blobPrefix, DEFAULT_NAMESPACE, type Namespace } from '../core/namespace.ts'
import type { BlobStore } from './blobs.ts'
import type { Records } from './records.ts'

/** Opens, resets and forgets namespaces: rows and blobs together. */
export class Namespaces {
  readonly #records: Records
  readonly #blobs: BlobStore
  readonly #clock: Clock
  readonly #idleMs: number
  readonly #lastUse = new Map<string, number>()
  readonly #sweeper: NodeJS.Timeout

  /** A namespace that nobody used for `idleMs` goes, with all it holds; `default` stays. */
  constructor(options: {
    readonly records: Records
    readonly blobs: BlobStore
    readonly clock: Clock
    readonly idleMs: number
  }) {
    this.#records = options.records
    this.#blobs = options.blobs
    this.#clock = options.clock
    this.#idleMs = options.idleMs
    const everyMs = Math.min(Math.max(options.idleMs / 4, 1_000), 60_000)
    this.#sweeper = setInterval(() => void this.sweep().catch(() => {}), everyMs).unref()
  }

  /** The namespace's present generation. */
  async open(name: string): Promise<Namespace> {
    this.#lastUse.set(name, this.#clock.now())
    return this.#records.open(name)
  }

  /** Brings the namespace back to its first use. Requests in flight end in the old world. */
  async reset(name: string): Promise<void> {
    this.#lastUse.delete(name)
    const ended = await this.#records.drop(name)
    if (ended !== undefined) await this.#blobs.drop(blobPrefix(ended))
  }

  /** Resets every namespace. */
  async resetAll(): Promise<void> {
    for (const name of await this.#records.names()) await this.reset(name)
  }

  /** Forgets each namespace but `default` that was idle for too long. */
  async sweep(): Promise<void> {
    const now = this.#clock.now()
    for (const name of await this.#records.names()) {
      // One that stood in the data directory before this start is used from its first sweep on.
      const lastUse = this.#lastUse.get(name) ?? now
      this.#lastUse.set(name, lastUse)
      if (name === DEFAULT_NAMESPACE || now - lastUse < this.#idleMs) continue
      await this.reset(name)
    }
  }

  /** Ends the watch over idle namespaces. */
  close(): void {
    clearInterval(this.#sweeper)
  }
}
