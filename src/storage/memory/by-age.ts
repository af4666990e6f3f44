import type { KeptEntry } from './kept-entries.ts'

/** The entries of all journals in the order of their age, and what they take together. */
export class ByAge {
  #oldest: KeptEntry | undefined
  #youngest: KeptEntry | undefined
  #bytes = 0

  /** How many bytes all of them take, roughly. */
  get bytes(): number {
    return this.#bytes
  }

  /** The oldest of all; undefined where there is none. */
  get oldest(): KeptEntry | undefined {
    return this.#oldest
  }

  /** Adds the youngest one. */
  add(row: KeptEntry): void {
    row.older = this.#youngest
    if (this.#youngest === undefined) this.#oldest = row
    else this.#youngest.younger = row
    this.#youngest = row
    this.#bytes += row.size
  }

  /** Takes one out, wherever it stands. */
  remove(row: KeptEntry): void {
    if (row.older === undefined) this.#oldest = row.younger
    else row.older.younger = row.younger
    if (row.younger === undefined) this.#youngest = row.older
    else row.younger.older = row.older
    row.older = undefined
    row.younger = undefined
    this.#bytes -= row.size
  }
}
