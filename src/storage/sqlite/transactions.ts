import type { Database, Statement } from './database.ts'

/** Where the number of the last change is noted beside the database, so that an older one can be told. */
export interface ChangeLedger {
  /** Notes a change that is made. */
  note(changes: number): void
  close(): Promise<void>
}

/** Runs transactions, and numbers those that change something. */
export class Transactions {
  readonly #database: Database
  readonly #ledger: ChangeLedger | undefined
  readonly #setChanges: Statement
  #made: number
  #counted: number

  constructor(database: Database, ledger: ChangeLedger | undefined) {
    this.#database = database
    this.#ledger = ledger
    this.#setChanges = database.prepare('UPDATE changes SET last = ?')
    this.#made = (database.prepare('SELECT last FROM changes').get() as { last: number }).last
    this.#counted = this.#made
  }

  /** The number of the last change that was made; 0 before the first. */
  get changes(): number {
    return this.#made
  }

  /** Runs `work` alone, all of it or nothing. It must be over when it returns: its first `await` would leave the transaction. */
  run<T>(work: () => T): T {
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

  /** Says, inside of `run`, that the transaction changes something. */
  count(number = this.#made + 1): void {
    this.#counted = number
    this.#setChanges.run(number)
  }
}
