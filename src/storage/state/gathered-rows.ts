import { sizeOfRow } from '../driver-kit/row-size.ts'
import type { Room } from '../room.ts'
import { type StateRow, StateUnusable } from './format.ts'

/** The rows of a file, held until all of it came: they take room in memory. */
export class GatheredRows {
  readonly rows: StateRow[] = []
  readonly #memory: Room
  readonly #names = new Set<string>()
  #bytes = 0

  constructor(memory: Room) {
    this.#memory = memory
  }

  /**
   * Adds a row. Throws `StorageFull`, and `StateUnusable` where another one has its id, or its key in its owner and
   * kind.
   */
  add(row: StateRow, path: string): void {
    const { vendor, owner, kind, key, id } = row
    const bytes = sizeOfRow(row)
    this.#memory.take(bytes)
    this.#bytes += bytes
    for (const name of [JSON.stringify([id]), JSON.stringify([vendor, owner, kind, key])]) {
      if (this.#names.has(name)) throw new StateUnusable('is there twice', path)
      this.#names.add(name)
    }
    this.rows.push(row)
  }

  /** Gives the room back: somebody else holds the rows, or nobody. */
  letGo(): void {
    this.#memory.free(this.#bytes)
    this.#bytes = 0
  }
}
