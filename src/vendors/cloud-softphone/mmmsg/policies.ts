import { ruled } from '../../../core/evidence.ts'
import type { MediaPolicy } from '../../../core/policy.ts'
import { MiB } from '../../../core/units.ts'
import { sources } from '../sources.ts'

/** What the apps' own media service takes: bytes that only the receiver can read, of any declared type. */
export const mmmsgPolicy: MediaPolicy = {
  id: 'cloud-softphone.mmmsg',
  maxBytes: ruled(100 * MiB, 'assumed', sources.mmmsg),
  types: ruled(['*'], 'documented', sources.mmmsg),
  judgedBy: 'declared',
  wholeImages: ruled(false, 'assumed', sources.nobody),
  quota: undefined,
  quotaBytes: undefined,
}
