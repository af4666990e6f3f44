import type { FaultCandidate, FaultRule } from '../core/fault.ts'
import type { Namespace } from '../core/namespace.ts'

/** A rule, and how often it struck. */
export interface FaultState {
  readonly rule: FaultRule
  readonly fired: number
}

/** A rule that a request drew, and which of its strikes that is. */
export interface DrawnFault {
  readonly rule: FaultRule
  /** 1 for the first. */
  readonly strike: number
  /** The SDK's call that was counted; undefined where requests are. */
  readonly call?: string | undefined
  /** Whether this request was counted, not an earlier one of its call. */
  readonly isCounted: boolean
}

/** How many calls a rule remembers; the oldest are forgotten. */
export const MAX_CALLS = 10_000

/** The failures that tests ordered, for each namespace. A reset forgets them. */
export interface Faults {
  /** Adds a rule behind those that are there, and gives it its id. */
  add(namespace: Namespace, rule: Omit<FaultRule, 'id'>): Promise<FaultState>
  /** The rules, in the order in which they were added. */
  list(namespace: Namespace): Promise<readonly FaultState[]>
  /** Removes one rule; false when there is none with this id. */
  remove(namespace: Namespace, id: string): Promise<boolean>
  clear(namespace: Namespace): Promise<void>
  /** Counts a request, and answers the first rule that strikes it. */
  draw(namespace: Namespace, candidate: FaultCandidate): Promise<DrawnFault | undefined>
  /** Takes back a strike that did not come about: the request ended before its place was reached. */
  release(namespace: Namespace, drawn: DrawnFault): Promise<void>
  close(): Promise<void>
}
