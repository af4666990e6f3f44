import type { MediaPolicy } from '../../core/policy.ts'
import type { MediaTypes } from '../../media/catalogue.ts'
import type { FileFacts } from '../../media/inspect.ts'
import { judgeFile } from '../findings/file.ts'
import type { Verdict } from '../findings/file-rule.ts'
import type { Vendor } from './vendor.ts'

/** How one endpoint would take a file. */
export interface EndpointVerdict {
  readonly vendor: string
  readonly operation: string
  /** For people: `POST /users/{userId}/settings/virtual_backgrounds`. */
  readonly route: string
  readonly policy: string
  readonly passes: boolean
  /** Of a file that is in no request yet. */
  readonly verdicts: readonly Omit<Verdict, 'part' | 'offset' | 'message'>[]
}

/** What files are judged by. */
export interface Judges {
  /** The policy with this id, as configured. */
  policy(id: string): MediaPolicy
  readonly mediaTypes: MediaTypes
}

/** How each endpoint of the vendors would take a file. */
export function judgeAtEndpoints(
  { filename, bytes, sniffedType, isCut }: FileFacts,
  vendors: readonly Vendor[],
  { policy, mediaTypes }: Judges,
): readonly EndpointVerdict[] {
  const unsent = { declaredType: null, part: null, offset: null }
  const file = { filename, bytes, sniffedType: sniffedType ?? null, isCut, ...unsent }
  return vendors.flatMap(({ name, endpoints }) =>
    endpoints.map(({ policy: id, operation, route }) => {
      const verdicts = judgeFile(file, { policy: policy(id), mediaTypes }).map(
        ({ part: _, offset: __, message: ___, ...verdict }) => verdict,
      )
      const passes = verdicts.every(({ severity }) => severity !== 'error')
      return { vendor: name, operation, route, policy: id, passes, verdicts }
    }),
  )
}
