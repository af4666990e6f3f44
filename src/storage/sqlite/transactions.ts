import { diskFull } from '../driver-kit/disk-full.ts'
import { type Database, isFull, type Statement } from './database.ts'
import { RESERVE_BYTES, type Reserve } from './reserve.ts'

/** Where the number of the last change is noted beside the database, so that an older one can be told. */
export interface ChangeLedger {
  /** Notes a change that is made. */
  note(changes: number): void
  close(): Promise<void>
}

/** Runs transactions, and numbers those that change something. */
export class Transactions {
  readonly #database: Database
  readonly #reserve: Reserve
  readonly #ledger: ChangeLedger | undefined
  readonly #setChanges: Statement
  #made: number
  #counted: number

  constructor(options: {
    readonly database: Database
    /** Room for transactions that make room. */
    readonly reserve: Reserve
    readonly ledger: ChangeLedger | undefined
  }) {
    this.#database = options.database
    this.#reserve = options.reserve
    this.#ledger = options.ledger
    this.#setChanges = options.database.prepare('UPDATE changes SET last = ?')
    this.#made = (options.database.prepare('SELECT last FROM changes').get() as { last: number }).last
    this.#counted = this.#made
  }

  /** The number of the last change that was made; 0 before the first. */
  get changes(): number {
    return this.#made
  }

  /**
   * Runs `work` alone, all of it or nothing. It must be over when it returns: its first `await` would leave the
   * transaction. Where the disk is full, one that `makesRoom` runs again on what is held in reserve; throws
   * `StorageFull`.
   */
  run<T>(work: () => T, makesRoom: () => boolean = () => false): T {
    try {
      const result = this.#attempt(work)
      this.#reserve.hold()
      return result
    } catch (error) {
      if (!isFull(error)) throw error
      if (!makesRoom() || !this.#reserve.release()) throw diskFull(error)
      return this.#onReserve(work)
    }
  }

  /** Says, inside of `run`, that the transaction changes something. */
  count(number = this.#made + 1): void {
    this.#counted = number
    this.#setChanges.run(number)
  }

  #onReserve<T>(work: () => T): T {
    try {
      const result = this.#attempt(work)
      this.#shrink()
      return result
    } catch (error) {
      throw isFull(error) ? diskFull(error) : error
    } finally {
      this.#reserve.hold()
    }
  }

  /**
   * Gives the disk back what was deleted: rows, where little is left of them, and what SQLite's log takes. Else rows
   * could be written again only when room comes from elsewhere.
   */
  #shrink(): void {
    try {
      if (this.#usedBytes() < RESERVE_BYTES / 2) this.#database.exec('VACUUM')
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch (error) {
      if (!isFull(error)) throw error
    }
  }

  #usedBytes(): number {
    const read = (name: string) => {
      const [found] = this.#database.pragma(name) as [{ readonly [key: string]: number }] // SQLite answers so
      return found[name] ?? 0
    }
    return (read('page_count') - read('freelist_count')) * read('page_size')
  }

  #attempt<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      if (this.#counted > this.#made) this.#ledger?.note(this.#counted)
      this.#made = this.#counted
      return result
    } catch (error) {
      this.#counted = this.#made
      // SQLite itself has ended some: where the disk is full there is nothing to roll back.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }
}
