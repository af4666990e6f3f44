import { byOperation } from '../../http/vendor-kit/uploads.ts'
import { media } from './media/media.ts'
import { ciphertexts } from './mmmsg/ciphertexts.ts'
import type { UploadTexts } from './texts.ts'

/** What an operation is about, of all that is uploaded to a provider. */
export const uploadFor = byOperation<UploadTexts>(media, ciphertexts)
