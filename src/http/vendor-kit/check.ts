import type { MediaPolicy } from '../../core/policy.ts'
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

/** How each endpoint of the vendors would take a file. */
export function judgeAtEndpoints(
  facts: FileFacts,
  vendors: readonly Vendor[],
  policy: (id: string) => MediaPolicy,
): readonly EndpointVerdict[] {
  return vendors.flatMap(({ name, endpoints }) =>
    endpoints.map(({ policy: id, operation, route }) => {
      const verdicts = judgeFile(facts, policy(id))
      const passes = verdicts.every(({ severity }) => severity !== 'error')
      return { vendor: name, operation, route, policy: id, passes, verdicts }
    }),
  )
}
