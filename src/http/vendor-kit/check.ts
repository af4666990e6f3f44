import type { MediaPolicy } from '../../core/policy.ts'
import type { MediaTypes } from '../../media/catalogue.ts'
import { type FileFacts, judgeFile, type Verdict } from '../../media/check.ts'
import type { Vendor } from './vendor.ts'

/** How one endpoint would take a file. */
export interface EndpointVerdict {
  readonly vendor: string
  readonly operation: string
  /** For people: `POST /users/{userId}/settings/virtual_backgrounds`. */
  readonly route: string
  readonly policy: string
  readonly passes: boolean
  readonly verdicts: readonly Verdict[]
}

/** What files are judged by. */
export interface Judges {
  /** The policy with this id, as configured. */
  policy(id: string): MediaPolicy
  readonly mediaTypes: MediaTypes
}

/** How each endpoint of the vendors would take a file. */
export function judgeAtEndpoints(
  facts: FileFacts,
  vendors: readonly Vendor[],
  { policy, mediaTypes }: Judges,
): readonly EndpointVerdict[] {
  return vendors.flatMap(({ name, endpoints }) =>
    endpoints.map(({ policy: id, operation, route }) => {
      const verdicts = judgeFile(facts, policy(id), mediaTypes)
      const passes = verdicts.every(({ severity }) => severity !== 'error')
      return { vendor: name, operation, route, policy: id, passes, verdicts }
    }),
  )
}
