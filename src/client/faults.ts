import type { FaultMatch, FaultRule } from '../core/fault.ts'
import type { FaultAction } from '../core/fault-actions.ts'
import { type Call, callJson } from './call.ts'
import type { FaultInfo } from './fault-info.ts'

/** A failure to order. */
export interface FaultOrder extends FaultAction {
  /** Which requests; all, where it is left out. */
  readonly match?: FaultMatch
  /** How many matching requests pass first; none unless named. */
  readonly skip?: number
  /** How many requests it strikes; all unless named. */
  readonly times?: number
  /** `before` unless named; `after` for what can only happen to an answer. */
  readonly when?: FaultRule['when']
  /** Where `during` strikes: after so many bytes of a part, or of a JSON body's member. */
  readonly at?: { readonly part?: string; readonly bytes?: number }
  /** `call`: the retries of one call of an SDK count once. */
  readonly countBy?: FaultRule['countBy']
}

/** The faults of one namespace. */
export class FaultsClient {
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
  }

  /** Orders a failure. Rejects with `ControlApiError`, which names the key, for a rule that makes no sense. */
  async add(order: FaultOrder): Promise<FaultInfo> {
    return callJson(this.#call, 'POST', '/faults', order)
  }

  /** Every rule, in the order in which they were added. */
  async list(): Promise<readonly FaultInfo[]> {
    return (await callJson<{ readonly items: readonly FaultInfo[] }>(this.#call, 'GET', '/faults')).items
  }

  /** Takes one rule back. Rejects with `ControlApiError` where there is none with this id. */
  async remove(id: string): Promise<void> {
    await this.#call('DELETE', `/faults/${encodeURIComponent(id)}`)
  }

  /** Takes every rule back. */
  async clear(): Promise<void> {
    await this.#call('DELETE', '/faults')
  }
}
