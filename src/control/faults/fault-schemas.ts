import * as z from 'zod'
import { FAULT_ACTION_KEYS, FAULT_ACTIONS, type FaultActionKey } from '../../core/fault-actions.ts'
import { FAULT_MOMENTS, type FaultValues } from '../../core/fault-values.ts'
import { charsIn } from '../../core/text.ts'
import { KiB } from '../../core/units.ts'
import { ORDERED_KINDS } from '../../http/fault/ordered-problem.ts'

/** The longest delay, as long as a request may take. */
const MAX_DELAY_MS = 600_000

/** The longest time to name in a refusal, in seconds: a year. Dates much further off can't be written. */
const MAX_RETRY_AFTER = 31_536_000
/** How long a name may be: an id, a path of members. */
const MAX_NAME_CHARS = 1_000
const MAX_HEADERS = 100
/** The longest header, as long as one that a client may send. */
const MAX_HEADER_CHARS = 16 * KiB
/** The largest reply as it stands. */
const MAX_REPLY_CHARS = 64 * KiB

const name = z.string().min(1).max(MAX_NAME_CHARS)
const headerValue = z.string().max(MAX_HEADER_CHARS)

function headersOf(names: z.ZodString, values: z.ZodString) {
  return z
    .record(names, values)
    .refine(headers => Object.keys(headers).length <= MAX_HEADERS, `has more than ${MAX_HEADERS} headers`)
}

// One shape, not a union of two: a mistake is told by its own key then.
const respond = z.strictObject({
  error: z.enum(ORDERED_KINDS).optional(),
  retryAfter: z.number().nonnegative().max(MAX_RETRY_AFTER).optional(),
  rule: name.optional(),
  status: z.number().int().min(200).max(599).optional(),
  headers: headersOf(
    name
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is no header name')
      // They announce what no reply as it stands has: Node would refuse the one and contradict itself by the other.
      .regex(/^(?!(?:trailer|transfer-encoding)$)/i, 'is no header of a reply with a length'),
    headerValue.regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'is no header value'),
  ).optional(),
  body: z
    .unknown()
    .refine(body => charsIn(body) <= MAX_REPLY_CHARS, `has more than ${MAX_REPLY_CHARS} characters`)
    .optional(),
})

const values = {
  reply: respond,
  milliseconds: z.number().int().nonnegative().max(MAX_DELAY_MS),
  true: z.literal(true),
  'bytes a second': z.number().int().positive(),
  bytes: z.number().int().nonnegative(),
  member: name,
} satisfies { readonly [V in keyof FaultValues]: z.ZodType }

const actions = Object.fromEntries(
  FAULT_ACTION_KEYS.map(key => [key, values[FAULT_ACTIONS[key].value].optional()]),
) as {
  // of each key of the table, which `fromEntries` forgets
  [K in FaultActionKey]: z.ZodOptional<(typeof values)[(typeof FAULT_ACTIONS)[K]['value']]>
}

const match = z.strictObject({
  vendor: z.string().optional(),
  operation: z.string().optional(),
  owner: name.optional(),
  namespace: z.string().optional(),
  method: z.string().optional(),
  headers: headersOf(name, headerValue).optional(),
})

/** A fault rule as a test writes it. */
export const faultBody = z.strictObject({
  match: match.default({}),
  skip: z.number().int().nonnegative().default(0),
  times: z.number().int().positive().optional(),
  when: z.enum(FAULT_MOMENTS).optional(),
  at: z.strictObject({ part: name.optional(), bytes: z.number().int().nonnegative().default(0) }).optional(),
  countBy: z.enum(['request', 'call']).default('request'),
  ...actions,
})

/** A fault rule with its id and how often it struck. */
export const faultReply = faultBody.extend({
  id: z.string(),
  match,
  skip: z.number().int(),
  when: z.enum(FAULT_MOMENTS),
  countBy: z.enum(['request', 'call']),
  fired: z.number().int(),
})
