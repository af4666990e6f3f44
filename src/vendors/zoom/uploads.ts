import { byOperation } from '../../http/vendor-kit/uploads.ts'
import { backgrounds } from './backgrounds/files.ts'
import type { UploadTexts } from './texts.ts'

/** What an operation is about, of all that is uploaded to Zoom. */
export const uploadFor = byOperation<UploadTexts>(backgrounds)
