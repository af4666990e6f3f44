import type { MediaPolicy } from '../core/policy.ts'
import { ApiError } from '../core/problem.ts'
import type { MediaTypes } from './catalogue.ts'

/**
 * Whether the policy takes files of this type, which was told as the vendor tells it; an unknown type passes only where
 * anything does.
 */
export function accepts(policy: MediaPolicy, type: string | undefined, mediaTypes: MediaTypes): boolean {
  return policy.types.value.some(
    accepted =>
      accepted === '*' ||
      accepted === type ||
      (policy.judgedBy === 'content' && type !== undefined && mediaTypes.mayBe(accepted, type)),
  )
}

/** Refuses a file whose type the policy does not take. */
export function refuseOtherTypes(
  policy: MediaPolicy,
  type: string | undefined,
  mediaTypes: MediaTypes,
): void {
  if (!accepts(policy, type, mediaTypes)) throw unsupported(policy, type, 'type')
}

/** The refusal of a file for what it is, or since it is not whole. */
export function unsupported(
  policy: MediaPolicy,
  found: string | undefined,
  reason: 'type' | 'cut-image',
): ApiError {
  return new ApiError({ kind: 'unsupported-media', found, accepted: policy.types.value, reason })
}
