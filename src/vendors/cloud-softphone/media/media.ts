import type { Upload } from '../../../http/vendor-kit/uploads.ts'
import type { NewRow } from '../../../storage/records.ts'
import type { UploadTexts } from '../texts.ts'
import { MEDIA_FOLDER } from './paths.ts'
import { mediaTexts } from './texts.ts'

/** The kind of row that an uploaded medium is. */
export const MEDIA = 'media'

/** The kind of row that a sent reference to a medium is. */
export const REFERENCE = 'media-reference'

/** Media as they are announced, uploaded and served. */
export const media: Upload<UploadTexts> = {
  operations: ['uploadMedia', 'precheckUpload', 'getMedia'],
  part: 'file',
  texts: mediaTexts,
}

const EXTENSIONS = new Map([
  ['image/jpeg', '.jpg'],
  ['video/mp4', '.mp4'],
])

/** The path at which a medium is served; its ending follows its declared type. */
export function mediaPath({ id, asset }: Pick<NewRow, 'id' | 'asset'>): string {
  return `${MEDIA_FOLDER}/${id}${EXTENSIONS.get(asset?.declaredType ?? '') ?? ''}`
}

/** The id of a medium's row, from the last segment of its path. */
export function mediaId(file: string): string {
  return file.replace(/\.\w+$/, '')
}
