import type { MediaPolicy } from '../../../core/policy.ts'
import { ApiError } from '../../../core/problem.ts'
import { refuseOtherTypes } from '../../../media/accepts.ts'
import type { MediaTypes } from '../../../media/catalogue.ts'

/** What a client says of a medium before it sends it. Size in bytes. */
export interface Announced {
  readonly media_size?: number | undefined
  readonly content_type?: string | undefined
}

/** Refuses what the upload would refuse, of what was announced. */
export function refuseAnnounced(announced: Announced, policy: MediaPolicy, mediaTypes: MediaTypes): void {
  if (announced.content_type !== undefined)
    refuseOtherTypes(policy, mediaTypes.normal(announced.content_type), mediaTypes)
  if (announced.media_size === 0)
    throw new ApiError({ kind: 'missing-part', part: 'media_size', reason: 'empty' })
  const limit = policy.maxBytes.value
  if (announced.media_size !== undefined && announced.media_size > limit)
    throw new ApiError({ kind: 'too-large', part: 'media_size', limit })
}
