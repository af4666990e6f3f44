import type { Clock } from '../../core/clock.ts'
import type { LastUses } from '../last-uses.ts'

/** What this process alone knows. */
export class MemoryLastUses implements LastUses {
  readonly #clock: Clock
  readonly #last = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  note(name: string): void {
    this.#last.set(name, this.#clock.now())
  }

  forget(name: string): void {
    this.#last.delete(name)
  }

  async idle(names: readonly string[], idleMs: number): Promise<readonly string[]> {
    const now = this.#clock.now()
    return names.filter(name => {
      // One that stood in the data directory before this start is used from the first look on.
      const last = this.#last.get(name) ?? now
      this.#last.set(name, last)
      return now - last >= idleMs
    })
  }
}
