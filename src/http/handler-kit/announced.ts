import type { MediaPolicy } from '../../core/policy.ts'
import { ApiError } from '../../core/problem.ts'
import { refuseOtherTypes } from '../../media/accepts.ts'
import type { MediaTypes } from '../../media/catalogue.ts'

/** What a client says of a file before it sends it. */
export interface Announced {
  readonly type?: string | undefined
  readonly name?: string | undefined
  /** In bytes. */
  readonly size?: number | undefined
  /** The parameter that tells the size, for refusals. */
  readonly part: string
}

/** Refuses what the upload would refuse, of what was announced. */
export function refuseAnnounced(
  { type, name, size, part }: Announced,
  policy: MediaPolicy,
  mediaTypes: MediaTypes,
): void {
  if (policy.judgedBy === 'name') {
    if (name !== undefined) refuseOtherTypes(policy, mediaTypes.ofName(name), mediaTypes)
  } else if (type !== undefined) refuseOtherTypes(policy, mediaTypes.normal(type), mediaTypes)
  if (size === 0) throw new ApiError({ kind: 'missing-part', part, reason: 'empty' })
  const limit = policy.maxBytes.value
  if (size !== undefined && size > limit) throw new ApiError({ kind: 'too-large', part, limit })
}
