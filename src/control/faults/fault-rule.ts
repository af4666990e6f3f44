import type * as z from 'zod'
import type { FaultRule } from '../../core/fault.ts'
import { actionsIn, deedsIn, FAULT_ACTION_KEYS, FAULT_ACTIONS } from '../../core/fault-actions.ts'
import { FAULT_MOMENTS, type FaultMoment, type FaultReply } from '../../core/fault-values.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import type { ProblemKind } from '../../core/problem.ts'
import { MAX_TEXT_BODY_BYTES } from '../../http/body/text.ts'
import type { Mount } from '../../http/vendor-kit/mount.ts'
import type { OperationRoute } from '../../http/vendor-kit/operations.ts'
import type { FaultState } from '../../storage/faults.ts'
import { didYouMean } from '../did-you-mean.ts'
import { ControlError } from '../errors.ts'
import { meantOperations } from '../meant-operations.ts'
import type { faultBody, faultReply } from './fault-schemas.ts'
import { whereOccurs } from './fitting.ts'

/**
 * Makes a rule of a body. Throws a `ControlError` that names the key that contradicts another, or that nothing here has.
 */
export function toFaultRule(
  body: z.output<typeof faultBody>,
  at: { readonly namespace: string; readonly mounts: readonly Mount[] },
): Omit<FaultRule, 'id'> {
  const [deed, other] = deedsIn(body)
  if (other !== undefined) throw invalid(`does not go with ${deed}: a rule does one thing`, other)
  if (actionsIn(body).length === 0) throw invalid(`a rule needs one of ${FAULT_ACTION_KEYS.join(', ')}`, '')
  const strikes: readonly FaultMoment[] = deed === undefined ? FAULT_MOMENTS : FAULT_ACTIONS[deed].strikes
  const when = body.when ?? (strikes.includes('before') ? 'before' : 'after')
  if (!strikes.includes(when)) throw invalid(`${deed} strikes only ${strikes.join(' or ')}`, 'when')
  if (body.at !== undefined && when !== 'during') throw invalid('needs "when": "during"', 'at')
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

function judgeMatch(
  { match, at, when, respond }: z.output<typeof faultBody>,
  { namespace, mounts }: { readonly namespace: string; readonly mounts: readonly Mount[] },
): void {
  if (match.namespace !== undefined && match.namespace !== namespace)
    throw invalid(`is not ${namespace}, where the rule would live`, 'match.namespace')
  const meant = meantOperations(match, mounts, 'match')
  if (match.method !== undefined && !meant.some(({ method }) => method === match.method))
    throw invalid(
      didYouMean(
        match.method,
        meant.map(({ method }) => method),
      ),
      'match.method',
    )
  if (when === 'during' && meant.every(({ method }) => method === 'GET' || method === 'HEAD'))
    throw invalid('such a request has no body', 'when')
  judgeProblem(respond?.error, meant, mounts)
  if (match.operation === undefined || at === undefined) return
  if (at.part !== undefined && meant.every(({ rawPolicy }) => rawPolicy !== undefined))
    throw invalid('names a part where the whole body is the file', 'at.part')
  const forms = meant.flatMap(({ form }) => form ?? [])
  if (at.part !== undefined && forms.length > 0 && !forms.some(({ file }) => file === at.part))
    throw invalid(`is not ${forms[0]?.file}, the part that carries the file`, 'at.part')
  const largest = Math.max(...meant.map(({ form, rawPolicy }) => largestOf(form?.policy ?? rawPolicy)))
  if (at.bytes > largest) throw invalid(`is beyond the largest file: ${largest} bytes`, 'at.bytes')
}

/** Throws a `ControlError` for a problem that can occur at none of the operations. */
function judgeProblem(
  error: ProblemKind | undefined,
  meant: readonly OperationRoute[],
  mounts: readonly Mount[],
): void {
  if (error === undefined || whereOccurs(error, meant).length > 0) return
  const all = mounts.flatMap(({ operations }) => operations)
  const places = new Set(whereOccurs(error, all).map(({ operation }) => operation))
  throw invalid(`${error} can't occur there, but at ${[...places].join(', ')}`, 'respond.error')
}

function largestOf(policy: MediaPolicy | undefined): number {
  return policy?.maxBytes.value ?? MAX_TEXT_BODY_BYTES
}

function judgeReply(reply: z.output<typeof faultBody>['respond']): void {
  if (reply === undefined) return
  const { error, retryAfter, rule, status } = reply
  if ((error === undefined) === (status === undefined))
    throw invalid(
      "takes either an error, in the vendor's words, or a status, with headers and body",
      'respond',
    )
  for (const key of ['headers', 'body'] as const)
    if (error !== undefined && reply[key] !== undefined)
      throw invalid('goes with a status, not with an error', `respond.${key}`)
  if (retryAfter !== undefined && error !== 'rate-limited' && error !== 'unavailable')
    throw invalid('goes only with rate-limited and unavailable', 'respond.retryAfter')
  if ((rule === undefined) === (error === 'vendor-rule'))
    throw invalid('goes only with vendor-rule, which needs it', 'respond.rule')
}

function invalid(message: string, path: string): ControlError {
  return new ControlError(400, 'invalid', message, path)
}
