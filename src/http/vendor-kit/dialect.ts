import type { Ruled } from '../../core/evidence.ts'
import type { Problem, ProblemKind } from '../../core/problem.ts'
import type { Head } from '../request/head.ts'

/** A reply in the vendor's own words. A `body` that is no string is sent as JSON; an absent one sends none. */
export interface Rendered {
  readonly status: number
  readonly headers?: { readonly [name: string]: string }
  readonly body?: unknown
  /** The words that it says, with their evidence, for whoever wants to know why. */
  readonly words?: Ruled<unknown>
}

/** What a dialect knows of the request that it answers. */
export interface ReplyContext {
  readonly head: Head
  /** The vendor's id for this exchange, as the reply's headers and some bodies carry it. */
  readonly trackingId: string
  /** The operation's name; undefined where no route matched. */
  readonly operation: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** How a vendor says each kind of problem. */
export type Dialect = {
  readonly [K in ProblemKind]: (problem: Extract<Problem, { kind: K }>, context: ReplyContext) => Rendered
}
