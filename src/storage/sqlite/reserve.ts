import { statSync, truncateSync, writeFileSync } from 'node:fs'
import { MiB } from '../../core/units.ts'

/** How much is held. To delete a thousand rows SQLite writes some 300 KB. */
export const RESERVE_BYTES = MiB

/**
 * Room on the disk that is held for deletions: SQLite must write to delete, so that nobody could make room where the
 * disk is full.
 */
export class Reserve {
  readonly #path: string
  #isHeld = false

  /** The room is that of a file of this name, whoever left it. */
  constructor(path: string) {
    this.#path = path
  }

  /** Holds the room, where there is some. */
  hold(): void {
    if (this.#isHeld) return
    try {
      if (this.#size < RESERVE_BYTES) writeFileSync(this.#path, Buffer.alloc(RESERVE_BYTES))
      this.#isHeld = true
    } catch {
      // What was written of it must not take the last room from others.
      this.release()
    }
  }

  /** Gives the room away; false where there is none. */
  release(): boolean {
    this.#isHeld = false
    if (this.#size === 0) return false
    truncateSync(this.#path)
    return true
  }

  get #size(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0
  }
}
