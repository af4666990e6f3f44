import { ruled } from '../../../core/evidence.ts'
import type { MediaPolicy } from '../../../core/policy.ts'
import { MiB } from '../../../core/units.ts'
import { sources } from '../sources.ts'

/** What a provider's media server takes. The precheck's page tells of 100 MB as an example, not as a rule. */
export const mediaPolicy: MediaPolicy = {
  id: 'cloud-softphone.media',
  maxBytes: ruled(100 * MiB, 'assumed', sources.precheck),
  types: ruled(['image/jpeg', 'video/mp4'], 'documented', sources.upload),
  judgedBy: 'declared',
  wholeImages: ruled(false, 'assumed', sources.nobody),
  quota: undefined,
  quotaBytes: undefined,
}
