import { byOperation } from '../../http/vendor-kit/uploads.ts'
import { backgroundImages } from './devices/images.ts'
import type { UploadTexts } from './texts.ts'

/** What an operation is about, of all that is uploaded to Webex. */
export const uploadFor = byOperation<UploadTexts>(backgroundImages)
