import * as z from 'zod'
import { FAULT_ACTION_KEYS, FAULT_ACTIONS, type FaultActionKey } from '../../core/fault-actions.ts'
import { FAULT_MOMENTS, type FaultValues } from '../../core/fault-values.ts'
import { ORDERED_KINDS } from '../../http/fault/ordered-problem.ts'

/** The longest delay, as long as a request may take. */
const MAX_DELAY_MS = 600_000

const texts = z.record(z.string(), z.string())

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

const values = {
  reply: respond,
  milliseconds: z.number().int().nonnegative().max(MAX_DELAY_MS),
  true: z.literal(true),
  'bytes a second': z.number().int().positive(),
  bytes: z.number().int().nonnegative(),
  member: z.string().min(1),
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
  when: z.enum(FAULT_MOMENTS).optional(),
  at: z
    .strictObject({ part: z.string().min(1).optional(), bytes: z.number().int().nonnegative().default(0) })
    .optional(),
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
