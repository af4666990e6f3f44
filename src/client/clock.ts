import { type Call, callJson } from './call.ts'

/** A namespace's time. */
export interface ClockState {
  /** ISO 8601. */
  readonly now: string
  /** Whether it stands still. */
  readonly frozen: boolean
}

/** The clock of one namespace. A reset of the namespace brings it back to the machine's time. */
export class ClockClient {
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
  }

  /** What time it is in the namespace. */
  async get(): Promise<ClockState> {
    return callJson(this.#call, 'GET', '/clock')
  }

  /** Sets the time, which runs on unless it is frozen; without `now` it is frozen, or runs, where it is. */
  async set(state: { readonly now?: string; readonly frozen?: boolean }): Promise<ClockState> {
    return callJson(this.#call, 'PUT', '/clock', state)
  }

  /** Moves the time on by milliseconds. */
  async advance(ms: number): Promise<ClockState> {
    return callJson(this.#call, 'PUT', '/clock', { advanceMs: ms })
  }
}
