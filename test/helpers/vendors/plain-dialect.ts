import { describeProblem, type Problem, type ProblemKind } from '../../../src/core/problem.ts'
import type { Dialect } from '../../../src/http/vendor-kit/dialect.ts'
import { json } from '../../../src/http/vendor-kit/reply.ts'

const status: { readonly [K in ProblemKind]: number } = {
  unauthenticated: 401,
  forbidden: 403,
  'unknown-path': 404,
  'method-not-allowed': 405,
  'not-found': 404,
  'unsupported-content-type': 415,
  malformed: 400,
  invalid: 400,
  'missing-part': 400,
  'too-large': 413,
  'unsupported-media': 415,
  'quota-exceeded': 409,
  conflict: 409,
  'rate-limited': 429,
  timeout: 408,
  'storage-full': 507,
  unavailable: 503,
  internal: 500,
  'vendor-rule': 400,
}

/** Says each problem in our own words, with the status that HTTP has for it. */
export const plainDialect = Object.fromEntries(
  Object.entries(status).map(([kind, code]) => [
    kind,
    (problem: Problem) => json(code, { oops: describeProblem(problem) }),
  ]),
) as unknown as Dialect // one entry for each kind of `status`
