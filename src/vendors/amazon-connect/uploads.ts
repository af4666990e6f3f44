import { byOperation } from '../../http/vendor-kit/uploads.ts'
import type { UploadTexts } from './texts.ts'
import { media } from './workspaces/media.ts'

/** What an operation is about, of all that is uploaded to Amazon Connect. */
export const uploadFor = byOperation<UploadTexts>(media)
