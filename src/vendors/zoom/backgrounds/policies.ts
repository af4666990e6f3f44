import { type Evidence, ruled } from '../../../core/evidence.ts'
import type { MediaPolicy } from '../../../core/policy.ts'
import { MiB } from '../../../core/units.ts'
import { sources } from '../sources.ts'

const TYPES = ['image/jpeg', 'image/png', 'image/gif', 'video/mp4', 'video/quicktime'] as const

/**
 * The pages say "15M" and leave the unit open; clients use 15 MiB. Videos and the limit of ten files are documented
 * only for a user, and assumed to be the same for an account and a group.
 */
function backgroundPolicy(level: 'account' | 'group' | 'user', evidence: Evidence): MediaPolicy {
  return {
    id: `zoom.${level}-virtual-background`,
    maxBytes: ruled(15 * MiB, 'documented', sources.collection),
    types: ruled(TYPES, evidence, sources.users),
    judgedBy: 'content',
    wholeImages: ruled(true, 'assumed', sources.nobody),
    quota: ruled(10, evidence, sources.users),
    quotaBytes: undefined,
  }
}

export const accountPolicy = backgroundPolicy('account', 'assumed')
export const groupPolicy = backgroundPolicy('group', 'assumed')
export const userPolicy = backgroundPolicy('user', 'documented')
