import * as z from 'zod'
import { OUTCOMES } from '../../core/journal.ts'
import { isKeptText } from '../../http/recording/cut-text.ts'
import type { Eviction } from '../../storage/journal.ts'
import { didYouMean } from '../did-you-mean.ts'
import { ControlError } from '../errors.ts'
import { findingReply } from '../finding-reply.ts'
import { Comparison, type Difference, TooMuchToCompare } from './difference.ts'
import {
  credentialReply,
  partReply,
  type RequestReply,
  requestReply,
  responseReply,
} from './request-reply.ts'

/** How a request ended, as one writes it. */
export const outcome = z.enum(OUTCOMES, { error: ({ input }) => didYouMean(String(input), OUTCOMES) })

const subset = z.record(z.string(), z.unknown())

/** What a request must have to match. Objects match as subsets; header names in any case. */
export const requestMatch = z.strictObject({
  vendor: z.string().optional(),
  operation: z.string().optional(),
  /** An id in the path, the org or the user. */
  owner: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  outcome: outcome.optional(),
  committed: z.boolean().optional(),
  query: subset.optional(),
  headers: subset.optional(),
  body: z.unknown().optional(),
  parts: z.array(z.strictObject(partReply.shape).partial()).optional(),
  credential: z.strictObject(credentialReply.shape).partial().nullable().optional(),
  response: z
    .strictObject({ ...responseReply.shape, headers: subset, body: z.unknown() })
    .partial()
    .nullable()
    .optional(),
  fault: z.string().nullable().optional(),
  findings: z.array(z.strictObject(findingReply.shape).partial()).optional(),
})
export type RequestMatch = z.output<typeof requestMatch>

const count = z.number().int().nonnegative().optional()

/** How often a matching request must have come; at least once where nothing is said. */
export const verifyBody = z.strictObject({
  match: requestMatch,
  exactly: count,
  atLeast: count,
  atMost: count,
})
export type VerifyBody = z.output<typeof verifyBody>

const expectation = z.object({ exactly: count, atLeast: count, atMost: count })

/** The count is as expected. */
export const verifyReply = z.object({ matched: z.number().int(), expected: expectation })

/** The count is not as expected, or the journal let go of entries that could have been counted. */
export const verifyRefusal = verifyReply.extend({
  evicted: z.number().int(),
  nearest: z.array(
    z.object({
      request: requestReply,
      differences: z.array(z.object({ path: z.string(), expected: z.unknown(), actual: z.unknown() })),
    }),
  ),
})

/** How many of the nearest requests are shown. */
const MAX_NEAREST = 3

/**
 * Whether the requests are as expected, and how near others came. Throws a `ControlError` that names the key where there
 * is too much to compare.
 */
export function verify(
  { match, ...counts }: VerifyBody,
  requests: readonly RequestReply[],
  evictions: readonly Eviction[],
): { readonly isMet: boolean; readonly reply: z.input<typeof verifyRefusal> } {
  const expected = expectationOf(counts)
  const wanted = wantedOf(match)
  const matched = matching(wanted, requests)
  const evicted = totalOf(evictions.filter(eviction => couldMatch(match, eviction)))
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } =
    expected.exactly === undefined ? expected : { atLeast: expected.exactly, atMost: expected.exactly }
  // Entries that are gone can only raise the count.
  const isMet =
    matched.length >= atLeast &&
    matched.length <= atMost &&
    (evicted === 0 || atMost === Number.POSITIVE_INFINITY)
  const nearest =
    matched.length > atMost
      ? matched.map(request => ({ request, differences: [] }))
      : isMet
        ? []
        : nearestOf(wanted, requests, new Set(matched))
  return {
    isMet,
    reply: { matched: matched.length, expected, evicted, nearest: nearest.slice(0, MAX_NEAREST) },
  }
}

/** What a request must have, as its reply has it, and the owner that it must name. */
interface Wanted {
  readonly owner: string | undefined
  readonly members: object
}

function wantedOf({ owner, headers, ...match }: RequestMatch): Wanted {
  const lowered = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
  const named = { ...match, ...(headers !== undefined && { headers: Object.fromEntries(lowered) }) }
  return { owner, members: defined(named) }
}

function matching({ owner, members }: Wanted, requests: readonly RequestReply[]): readonly RequestReply[] {
  const comparison = new Comparison()
  try {
    return requests.filter(
      request => (owner === undefined || names(request, owner)) && comparison.matches(members, request),
    )
  } catch (error) {
    if (!(error instanceof TooMuchToCompare)) throw error
    throw new ControlError(400, 'invalid', `${error.message}: expect less of it`, `match.${error.path}`)
  }
}

function expectationOf(counts: Omit<VerifyBody, 'match'>): z.output<typeof expectation> {
  const { exactly, atLeast, atMost } = counts
  if (exactly !== undefined && (atLeast !== undefined || atMost !== undefined))
    throw new ControlError(400, 'invalid', 'does not go with atLeast or atMost', 'exactly')
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    throw new ControlError(400, 'invalid', 'is more than atMost', 'atLeast')
  return exactly === undefined && atLeast === undefined && atMost === undefined
    ? { atLeast: 1 }
    : defined(counts)
}

/** Those with the fewest differences, the latest first; where there is no time to look at all, of the latest ones. */
function nearestOf(wanted: Wanted, requests: readonly RequestReply[], matched: ReadonlySet<RequestReply>) {
  const comparison = new Comparison()
  const judged: { readonly request: RequestReply; readonly differences: Difference[] }[] = []
  try {
    for (const request of requests.toReversed())
      if (!matched.has(request)) judged.push({ request, differences: unlike(wanted, request, comparison) })
  } catch (error) {
    if (!(error instanceof TooMuchToCompare)) throw error
  }
  return judged.sort((a, b) => a.differences.length - b.differences.length)
}

/** Whether a request names an owner. */
function names({ owners }: RequestReply, owner: string): boolean {
  return owners.some(kept => isKeptText(owner, kept))
}

/** What keeps a request from matching. */
function unlike({ owner, members }: Wanted, request: RequestReply, comparison: Comparison): Difference[] {
  const isOther = owner !== undefined && !names(request, owner)
  return [
    ...comparison.differences(members, request),
    ...(isOther ? [{ path: 'owner', expected: owner, actual: request.owners.join(', ') }] : []),
  ]
}

function couldMatch({ vendor, operation }: RequestMatch, eviction: Eviction): boolean {
  return (
    (vendor === undefined || vendor === eviction.vendor) &&
    (operation === undefined || operation === eviction.operation)
  )
}

/** How many entries are gone in all. */
export function totalOf(evictions: readonly Eviction[]): number {
  return evictions.reduce((total, { count }) => total + count, 0)
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
}
