import * as z from 'zod'
import type { FaultReply, FaultRule } from '../../core/fault.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import { MAX_TEXT_BODY_BYTES } from '../../http/body/text.ts'
import { ORDERED_KINDS } from '../../http/fault/ordered-problem.ts'
import type { Mount } from '../../http/vendor-kit/mount.ts'
import type { FaultState } from '../../storage/faults.ts'
import { ControlError } from '../errors.ts'

/** The longest delay, as long as a request may take. */
const MAX_DELAY_MS = 600_000

const texts = z.record(z.string(), z.string())
const ms = z.number().int().nonnegative().max(MAX_DELAY_MS)

// One shape, not a union of two: a mistake is told by its own key then.
const respond = z.strictObject({
  error: z.enum(ORDERED_KINDS).optional(),
  retryAfter: z.number().nonnegative().optional(),
  rule: z.string().min(1).optional(),
  status: z.number().int().min(200).max(599).optional(),
  headers: z
    .record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is no header name'),
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'is no header value'),
    )
    .optional(),
  body: z.unknown().optional(),
})

const match = z.strictObject({
  vendor: z.string().optional(),
  operation: z.string().optional(),
  owner: z.string().min(1).optional(),
  namespace: z.string().optional(),
  method: z.string().optional(),
  headers: texts.optional(),
})

/** A fault rule as a test writes it. */
export const faultBody = z.strictObject({
  match: match.default({}),
  skip: z.number().int().nonnegative().default(0),
  times: z.number().int().positive().optional(),
  when: z.enum(['before', 'during', 'after']).optional(),
  at: z
    .strictObject({ part: z.string().min(1).optional(), bytes: z.number().int().nonnegative().default(0) })
    .optional(),
  countBy: z.enum(['request', 'call']).default('request'),
  respond: respond.optional(),
  delayMs: ms.optional(),
  jitterMs: ms.optional(),
  stall: z.literal(true).optional(),
  reset: z.literal(true).optional(),
  bytesPerSecond: z.number().int().positive().optional(),
  truncateBodyAt: z.number().int().nonnegative().optional(),
  omit: z.string().min(1).optional(),
})

/** A fault rule with its id and how often it struck. */
export const faultReply = faultBody.extend({
  id: z.string(),
  match,
  skip: z.number().int(),
  when: z.enum(['before', 'during', 'after']),
  countBy: z.enum(['request', 'call']),
  fired: z.number().int(),
})

/** What happens, but for a delay, which goes with any. */
const ACTIONS = ['respond', 'stall', 'reset', 'bytesPerSecond', 'truncateBodyAt', 'omit'] as const
/** What can only happen to an answer. */
const ON_ANSWER = ['truncateBodyAt', 'omit'] as const

/** Makes a rule of a body. Throws a `ControlError` that names the key that contradicts another, or what there is. */
export function toFaultRule(
  body: z.output<typeof faultBody>,
  at: { readonly namespace: string; readonly mounts: readonly Mount[] },
): Omit<FaultRule, 'id'> {
  const actions = ACTIONS.filter(action => body[action] !== undefined)
  const [action, other] = actions
  if (other !== undefined) throw invalid(`goes not with ${action}: a rule does one thing`, other)
  if (action === undefined && body.delayMs === undefined && body.jitterMs === undefined)
    throw invalid(`a rule needs one of ${ACTIONS.join(', ')} or delayMs`, '')
  const when = body.when ?? (isOnAnswer(body) ? 'after' : 'before')
  if (when !== 'after' && ON_ANSWER.some(one => body[one] !== undefined))
    throw invalid(`${action} changes the answer: leave it out, or say after`, 'when')
  if (when === 'before' && body.bytesPerSecond !== undefined)
    throw invalid('bytesPerSecond slows the upload (during) or the answer (after)', 'when')
  if (body.at !== undefined && when !== 'during') throw invalid('goes with "when": "during"', 'at')
  judgeMatch(body, at)
  judgeReply(body.respond)
  const { respond, ...rest } = body
  const headers = Object.entries(body.match.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  return {
    ...rest,
    ...(respond !== undefined && { respond: respond as FaultReply }), // the schema's `unknown` body is optional to zod
    when,
    match: { ...body.match, ...(headers.length > 0 && { headers: Object.fromEntries(headers) }) },
  }
}

/** A rule in the control API's words. */
export function toFaultReply({ rule, fired }: FaultState): z.output<typeof faultReply> {
  return { ...(rule as z.output<typeof faultReply>), fired } // a rule that `toFaultRule` made
}

function isOnAnswer(body: z.output<typeof faultBody>): boolean {
  return ON_ANSWER.some(one => body[one] !== undefined) || body.bytesPerSecond !== undefined
}

function judgeMatch(
  { match, at, when }: z.output<typeof faultBody>,
  { namespace, mounts }: { readonly namespace: string; readonly mounts: readonly Mount[] },
): void {
  if (match.namespace !== undefined && match.namespace !== namespace)
    throw invalid(`is not ${namespace}, where the rule would live`, 'match.namespace')
  const vendors = mounts.filter(({ vendor }) => match.vendor === undefined || vendor.name === match.vendor)
  if (vendors.length === 0)
    throw invalid(`is none of ${mounts.map(({ vendor }) => vendor.name).join(', ')}`, 'match.vendor')
  const routes = vendors.flatMap(({ operations }) => operations)
  const meant = routes.filter(
    ({ operation }) => match.operation === undefined || operation === match.operation,
  )
  if (meant.length === 0)
    throw invalid(
      `is none of ${[...new Set(routes.map(({ operation }) => operation))].join(', ')}`,
      'match.operation',
    )
  if (match.method !== undefined && !meant.some(({ method }) => method === match.method))
    throw invalid(`is none of ${[...new Set(meant.map(({ method }) => method))].join(', ')}`, 'match.method')
  if (when === 'during' && meant.every(({ method }) => method === 'GET' || method === 'HEAD'))
    throw invalid('such a request has no body', 'when')
  if (match.operation === undefined || at === undefined) return
  const forms = meant.flatMap(({ form }) => form ?? [])
  if (at.part !== undefined && forms.length > 0 && !forms.some(({ file }) => file === at.part))
    throw invalid(`is not ${forms[0]?.file}, the part that carries the file`, 'at.part')
  const largest = Math.max(...meant.map(({ form, rawPolicy }) => largestOf(form?.policy ?? rawPolicy)))
  if (at.bytes > largest) throw invalid(`is behind the largest file: ${largest} bytes`, 'at.bytes')
}

function largestOf(policy: MediaPolicy | undefined): number {
  return policy?.maxBytes.value ?? MAX_TEXT_BODY_BYTES
}

function judgeReply(reply: z.output<typeof respond> | undefined): void {
  if (reply === undefined) return
  const { error, retryAfter, rule, status } = reply
  if ((error === undefined) === (status === undefined))
    throw invalid(
      "takes either an error, in the vendor's words, or a status, with headers and body",
      'respond',
    )
  for (const key of ['headers', 'body'] as const)
    if (error !== undefined && reply[key] !== undefined) throw invalid('goes with a status', `respond.${key}`)
  if (retryAfter !== undefined && error !== 'rate-limited' && error !== 'unavailable')
    throw invalid('goes with rate-limited and unavailable', 'respond.retryAfter')
  if ((rule === undefined) === (error === 'vendor-rule'))
    throw invalid('goes with vendor-rule, which needs it', 'respond.rule')
}

function invalid(message: string, path: string): ControlError {
  return new ControlError(400, 'invalid', message, path)
}
