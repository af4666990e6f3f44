import type { MediaPolicy } from '../../../core/policy.ts'
import { ApiError } from '../../../core/problem.ts'
import { normalMediaType } from '../../../media/media-type.ts'
import { accepts } from '../../../media/meter.ts'

/** What a client says of a medium before it sends it. Size in bytes. */
export interface Announced {
  readonly media_size?: number | undefined
  readonly content_type?: string | undefined
}

/** Refuses what the upload would refuse, of what was announced. */
export function refuseAnnounced(announced: Announced, policy: MediaPolicy): void {
  const type = announced.content_type === undefined ? undefined : normalMediaType(announced.content_type)
  if (type !== undefined && !accepts(policy, type))
    throw new ApiError({
      kind: 'unsupported-media',
      found: type,
      accepted: policy.types.value,
      reason: 'type',
    })
  if (announced.media_size === 0)
    throw new ApiError({ kind: 'missing-part', part: 'media_size', reason: 'empty' })
  const limit = policy.maxBytes.value
  if (announced.media_size !== undefined && announced.media_size > limit)
    throw new ApiError({ kind: 'too-large', part: 'media_size', limit })
}
