import { blobPrefix, DEFAULT_NAMESPACE, type Namespace } from '../core/namespace.ts'
import { type BlobStore, StorageFull } from './blobs.ts'
import { StoreUnavailable } from './errors.ts'
import type { Journal } from './journal.ts'
import type { LastUses } from './last-uses.ts'
import type { Records } from './records.ts'

/** Opens, resets and forgets namespaces: rows and blobs together. */
export class Namespaces {
  readonly #records: Records
  readonly #blobs: BlobStore
  readonly #journal: Journal
  readonly #lastUses: LastUses
  readonly #idleMs: number
  readonly #watch: NodeJS.Timeout

  /** A namespace that nobody used for `idleMs` goes, with all it holds; `default` stays. */
  constructor(options: {
    readonly records: Records
    readonly blobs: BlobStore
    readonly journal: Journal
    readonly lastUses: LastUses
    readonly idleMs: number
  }) {
    this.#records = options.records
    this.#blobs = options.blobs
    this.#journal = options.journal
    this.#lastUses = options.lastUses
    this.#idleMs = options.idleMs
    const everyMs = Math.min(Math.max(options.idleMs / 4, 1_000), 60_000)
    this.#watch = setInterval(() => void this.forgetIdle().catch(() => {}), everyMs).unref()
  }

  /** The namespace's present generation. */
  async open(name: string): Promise<Namespace> {
    this.#lastUses.note(name)
    return this.#records.open(name, true)
  }

  /** Brings the namespace back to its first use. Requests in flight end in the old generation. */
  async reset(name: string): Promise<void> {
    this.#lastUses.forget(name)
    await this.#end(name)
  }

  /** Resets every namespace. */
  async resetAll(): Promise<void> {
    for (const name of await this.#records.names()) await this.reset(name)
  }

  /** Forgets each namespace but `default` that was idle for too long. */
  async forgetIdle(): Promise<void> {
    const names = (await this.#records.names()).filter(name => name !== DEFAULT_NAMESPACE)
    for (const name of await this.#lastUses.idle(names, this.#idleMs)) {
      // Somebody may use it while others are removed.
      const [isIdle] = await this.#lastUses.idle([name], this.#idleMs)
      if (isIdle === undefined) continue
      this.#lastUses.forget(name)
      await this.#end(name, this.#idleMs)
    }
  }

  async #end(name: string, idleMs?: number): Promise<void> {
    const ended = await this.#dropRows(name, idleMs)
    if (ended === undefined) return
    await this.#journal.end(ended)
    try {
      await this.#blobs.drop(blobPrefix(ended))
    } catch (error) {
      // The generation has ended all the same: a sweep removes its bytes.
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }

  /** Where there is no room even to write that the rows go, the bytes go first: they would in any case. */
  async #dropRows(name: string, idleMs: number | undefined): Promise<Namespace | undefined> {
    try {
      return await this.#records.drop(name, idleMs)
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error
      const present = await this.#records.open(name)
      for await (const key of this.#blobs.keys(blobPrefix(present))) await this.#blobs.delete(key)
      return this.#records.drop(name, idleMs)
    }
  }

  /** Ends the watch over idle namespaces. */
  close(): void {
    clearInterval(this.#watch)
  }
}
