import type { ProblemKind } from './problem.ts'

/** When a fault can strike: before anything runs, while the body arrives, or when all is stored and answered. */
export const FAULT_MOMENTS = ['before', 'during', 'after'] as const

export type FaultMoment = (typeof FAULT_MOMENTS)[number]

/** What is answered: a problem in the vendor's own words, or a reply as it stands. */
export type FaultReply =
  | {
      readonly error: ProblemKind
      /** How long a client shall wait, in seconds. */
      readonly retryAfter?: number | undefined
      /** The vendor's own name of the rule, with `vendor-rule`. */
      readonly rule?: string | undefined
    }
  | {
      readonly status: number
      readonly headers?: { readonly [name: string]: string } | undefined
      readonly body?: unknown
    }

/** The kinds of value that actions take, with their types. */
export interface FaultValues {
  readonly reply: FaultReply
  readonly milliseconds: number
  /** There is nothing to choose. */
  readonly true: true
  readonly 'bytes a second': number
  readonly bytes: number
  /** The dotted path of a member of the answer. */
  readonly member: string
}
