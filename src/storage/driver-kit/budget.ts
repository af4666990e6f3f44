import { StorageFull } from '../blobs.ts'

/** How many bytes a store may hold, and how many it holds. Drafts count, so that parallel uploads can't overshoot. */
export class Budget {
  readonly #limit: number
  readonly #name: string
  #used = 0

  /** `name` is the configuration's key for the limit, which the error tells. */
  constructor(limit: number, name: string) {
    this.#limit = limit
    this.#name = name
  }

  get used(): number {
    return this.#used
  }

  /** Takes room for `bytes` more. Throws `StorageFull` and takes nothing when there is too little. */
  take(bytes: number): void {
    if (this.#used + bytes > this.#limit)
      throw new StorageFull(`${this.#name} is reached: ${this.#limit} bytes`)
    this.#used += bytes
  }

  /**
   * Counts bytes that are there already, even where they are more than the limit: then nothing is taken until enough is
   * freed.
   */
  hold(bytes: number): void {
    this.#used += bytes
  }

  /** Gives room back. */
  free(bytes: number): void {
    this.#used -= bytes
  }
}
