import { FAULT_ACTIONS } from '../../../src/core/fault-actions.ts'
import type { Random } from '../random.ts'
import { oddText, oddValue } from './values.ts'

const OPERATIONS = ['uploadUserVirtualBackground', 'uploadMedia', 'nothing', 'ImportWorkspaceMedia'] as const
const ERRORS = [
  'rate-limited',
  'too-large',
  'internal',
  'vendor-rule',
  'quota-exceeded',
  'no-such-error',
] as const

/** A rule for a failure, most of it sound. Nothing in it makes a request wait for long. */
export function oddRule(random: Random): object {
  const action = random.pick(Object.keys(FAULT_ACTIONS))
  return {
    match: random.chance(0.7)
      ? { operation: random.pick(OPERATIONS) }
      : { [oddText(random)]: oddValue(random) },
    ...(random.chance(0.5) && { when: random.pick(['before', 'during', 'after', 'never']) }),
    ...(random.chance(0.3) && { times: random.pick([1, 2, 0, -1, 1.5]) }),
    ...(random.chance(0.2) && { skip: random.pick([0, 1, -1]) }),
    ...(random.chance(0.2) && {
      at: { part: random.pick(['file', 'other', '']), bytes: random.int(-1, 5_000) },
    }),
    ...(random.chance(0.2) && { respond: { error: random.pick(ERRORS), retryAfter: random.int(-1, 2) } }),
    ...(random.chance(0.1) && { respond: { status: random.int(0, 700), body: oddValue(random) } }),
    ...(random.chance(0.1) && { [oddText(random)]: oddValue(random) }),
    ...(random.chance(0.7) && { [action]: oddActionValue(action, random) }),
  }
}

function oddActionValue(action: string, random: Random): unknown {
  if (/Ms$/.test(action)) return random.int(-1, 50)
  if (/^bytes/.test(action)) return random.pick([1_000_000, 200_000, 0])
  return random.pick([true, false, 1, 20, 'media_url', 'id', { error: 'unavailable' }, {}])
}
