import type { FaultReply } from '../../core/fault-values.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import type { Problem, ProblemKind } from '../../core/problem.ts'
import { MAX_TEXT_BODY_BYTES } from '../body/text.ts'

type Ordered = Extract<FaultReply, { error: unknown }>

/** The problem that a fault orders, with what such a refusal would name at this operation. */
export function orderedProblem(
  { error, retryAfter, rule = '' }: Ordered,
  { policy, part = 'file' }: { readonly policy: MediaPolicy | undefined; readonly part: string | undefined },
): Problem {
  return PROBLEMS[error]({ retryAfter, rule, policy, part }) as Problem
}

interface At {
  readonly retryAfter: number | undefined
  readonly rule: string
  readonly policy: MediaPolicy | undefined
  readonly part: string
}

const BY_ORDER = 'as a fault ordered'

const PROBLEMS: { readonly [K in ProblemKind]: (at: At) => Extract<Problem, { kind: K }> } = {
  unauthenticated: () => ({ kind: 'unauthenticated', reason: 'unknown' }),
  forbidden: () => ({ kind: 'forbidden', missing: [BY_ORDER] }),
  'unknown-path': () => ({ kind: 'unknown-path' }),
  'method-not-allowed': () => ({ kind: 'method-not-allowed', allowed: [] }),
  'not-found': () => ({ kind: 'not-found', resource: 'resource', id: BY_ORDER }),
  'unsupported-content-type': () => ({
    kind: 'unsupported-content-type',
    found: undefined,
    expected: 'multipart/form-data',
  }),
  malformed: () => ({ kind: 'malformed', what: 'form', message: BY_ORDER }),
  invalid: () => ({
    kind: 'invalid',
    issues: [{ path: 'request.value', message: BY_ORDER, missing: false }],
  }),
  'missing-part': ({ part }) => ({ kind: 'missing-part', part, reason: 'absent' }),
  // Where there is no file it is the body that is too large.
  'too-large': ({ part, policy }) =>
    policy === undefined
      ? { kind: 'too-large', part: undefined, limit: MAX_TEXT_BODY_BYTES }
      : { kind: 'too-large', part, limit: policy.maxBytes.value },
  'unsupported-media': ({ policy }) => ({
    kind: 'unsupported-media',
    found: undefined,
    accepted: policy?.types.value ?? [],
    reason: 'type',
  }),
  'quota-exceeded': ({ policy }) => ({
    kind: 'quota-exceeded',
    resource: 'file',
    ...(policy?.quota === undefined && policy?.quotaBytes !== undefined
      ? { limit: policy.quotaBytes.value, unit: 'bytes' }
      : { limit: policy?.quota?.value ?? 0, unit: 'files' }),
  }),
  conflict: () => ({ kind: 'conflict', resource: 'resource', id: BY_ORDER }),
  'rate-limited': ({ retryAfter }) => ({ kind: 'rate-limited', retryAfter }),
  timeout: () => ({ kind: 'timeout' }),
  'storage-full': () => ({ kind: 'storage-full', message: BY_ORDER }),
  unavailable: ({ retryAfter }) => ({ kind: 'unavailable', retryAfter }),
  internal: () => ({ kind: 'internal' }),
  'vendor-rule': ({ rule }) => ({ kind: 'vendor-rule', rule }),
}

/** The kinds of problem that a fault can order. */
export const ORDERED_KINDS = Object.keys(PROBLEMS) as [ProblemKind, ...ProblemKind[]] // of a Dialect's keys
