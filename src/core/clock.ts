import type { Namespace } from './namespace.ts'

/** Where the time comes from. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now() }

/** How a namespace's time is set: it stands still at a time, or runs so far from the base clock's. */
type Setting = { readonly generation: number } & (
  | { readonly frozenAt: number }
  | { readonly offsetMs: number }
)

/** Each namespace's own time, which a test may set, freeze and advance. A reset brings it back to the base clock's. */
export class NamespaceClocks {
  readonly #base: Clock
  readonly #settings = new Map<string, Setting>()

  constructor(base: Clock) {
    this.#base = base
  }

  /** The namespace's clock. */
  of(namespace: Namespace): Clock {
    return { now: () => this.now(namespace) }
  }

  /** The time in a namespace, in milliseconds since 1970. */
  now(namespace: Namespace): number {
    const setting = this.#settingOf(namespace)
    if (setting === undefined) return this.#base.now()
    return 'frozenAt' in setting ? setting.frozenAt : this.#base.now() + setting.offsetMs
  }

  /** Whether the namespace's time stands still. */
  isFrozen(namespace: Namespace): boolean {
    const setting = this.#settingOf(namespace)
    return setting !== undefined && 'frozenAt' in setting
  }

  /** Sets the time, and whether it stands still there or runs on. */
  set(namespace: Namespace, now: number, frozen: boolean): void {
    const { name, generation } = namespace
    const time = frozen ? { frozenAt: now } : { offsetMs: now - this.#base.now() }
    this.#settings.set(name, { generation, ...time })
  }

  /** Moves the time on, or back by a negative number; a frozen one stays frozen. */
  advance(namespace: Namespace, ms: number): void {
    this.set(namespace, this.now(namespace) + ms, this.isFrozen(namespace))
  }

  #settingOf({ name, generation }: Namespace): Setting | undefined {
    const setting = this.#settings.get(name)
    return setting?.generation === generation ? setting : undefined
  }
}
