import type { FaultAction } from './fault-actions.ts'
import type { FaultMoment } from './fault-values.ts'
import type { AnyVendorName } from './vendor-name.ts'

/** Which requests a fault is meant for: those that have all of it. */
export interface FaultMatch {
  readonly vendor?: AnyVendorName | undefined
  readonly operation?: string | undefined
  /** An id in the path, the org or the user that the request names. */
  readonly owner?: string | undefined
  readonly namespace?: string | undefined
  readonly method?: string | undefined
  /** Names in lower case. */
  readonly headers?: { readonly [name: string]: string } | undefined
}

/** A failure that a test ordered. */
export interface FaultRule extends FaultAction {
  readonly id: string
  readonly match: FaultMatch
  /** How many matching requests pass first. */
  readonly skip: number
  /** How many requests it strikes; all, where it is undefined. */
  readonly times?: number | undefined
  /** `before`: nothing runs. `during`: while the body arrives. `after`: it is stored, and the answer changes. */
  readonly when: FaultMoment
  /** With `during`: after so many bytes of a part, or of a JSON body's member. */
  readonly at?: { readonly part?: string | undefined; readonly bytes: number } | undefined
  /** `call`: the retries of one call of an SDK count once. */
  readonly countBy: 'request' | 'call'
}

/** A request as faults look at it. */
export interface FaultCandidate {
  readonly vendor: string
  readonly operation: string
  /** Whether the request names this owner, in any of its spellings. */
  readonly names: (owner: string) => boolean
  readonly namespace: string
  readonly method: string
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
  readonly hasBody: boolean
}

/** The header by which AWS's SDKs name one call through all its retries. */
const CALL_HEADER = 'amz-sdk-invocation-id'

/** The call that a request belongs to; undefined where it says none. */
export function callOf({ headers }: FaultCandidate): string | undefined {
  const value = headers[CALL_HEADER]
  return typeof value === 'string' ? value : undefined
}

/** Whether a rule is meant for a request, however often the rule struck already. */
export function isMeant({ match, when }: FaultRule, candidate: FaultCandidate): boolean {
  const { headers = {}, owner, ...same } = match
  return (
    Object.entries(same).every(
      ([key, value]) => value === undefined || candidate[key as keyof typeof same] === value,
    ) &&
    (owner === undefined || candidate.names(owner)) &&
    Object.entries(headers).every(([name, value]) => String(candidate.headers[name] ?? '') === value) &&
    (when !== 'during' || candidate.hasBody)
  )
}
