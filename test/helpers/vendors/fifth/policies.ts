import { ruled } from '../../../../src/core/evidence.ts'
import { ownMediaType } from '../../../../src/core/media-types.ts'
import type { MediaPolicy } from '../../../../src/core/policy.ts'

const SOURCE = 'this test'

/** A pixmap (PPM), which no other vendor takes. */
export const pixmap = ownMediaType('image/x-portable-pixmap', {
  synonyms: ['image/x-ppm'],
  extensions: ['ppm'],
  begins: [[{ at: 0, bytes: 'P6\n' }]],
})

/** What the vendor accepts as a picture. */
export const picturePolicy: MediaPolicy = {
  id: 'fifth.picture',
  maxBytes: ruled(1_000_000, 'assumed', SOURCE),
  types: ruled(['image/png', pixmap.name], 'assumed', SOURCE),
  judgedBy: 'content',
  wholeImages: ruled(true, 'assumed', SOURCE),
  quota: ruled(3, 'assumed', SOURCE),
  quotaBytes: undefined,
}
