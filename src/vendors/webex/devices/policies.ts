import { ruled } from '../../../core/evidence.ts'
import type { MediaPolicy } from '../../../core/policy.ts'
import { KiB } from '../../../core/units.ts'
import { sources } from '../sources.ts'

/** What Webex accepts as a device's background image. */
export const backgroundImagePolicy: MediaPolicy = {
  id: 'webex.device-background-image',
  // The page says "625 KB" and no more: that a KB has 1,024 bytes is our reading.
  maxBytes: ruled(625 * KiB, 'documented', sources.upload),
  types: ruled(['image/jpeg', 'image/png'], 'documented', sources.upload),
  judgedBy: 'content',
  wholeImages: ruled(true, 'assumed', sources.nobody),
  quota: ruled(100, 'documented', sources.upload),
  quotaBytes: undefined,
}

/** How many images one delete call may name. */
export const maxDeletions = ruled(10, 'documented', sources.delete)
