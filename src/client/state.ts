import type { Call } from './call.ts'

/** A namespace as one file. */
export class StateClient {
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
  }

  /** Rows and bytes of the namespace. */
  async export(): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#call('GET', '/state')).arrayBuffer())
  }

  /**
   * Puts exported rows and bytes in the place of all that the namespace has, journal and faults included. Rejects with
   * `ControlApiError` for a file that is broken or of another version, and changes nothing then.
   */
  async import(bytes: Uint8Array): Promise<void> {
    await this.#call('PUT', '/state', bytes)
  }
}
