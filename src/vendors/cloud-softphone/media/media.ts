import type { NewRow } from '../../../storage/records.ts'
import { MEDIA_FOLDER } from './paths.ts'

/** The kind of row that an uploaded medium is. */
export const MEDIA = 'media'

/** The part of the upload form that carries the medium. */
export const MEDIA_PART = 'file'

/** The kind of row that a sent reference to a medium is. */
export const REFERENCE = 'media-reference'

const EXTENSIONS = new Map([
  ['image/jpeg', '.jpg'],
  ['video/mp4', '.mp4'],
])

/** The path at which a medium is served; its ending follows its declared type. */
export function mediaPath({ id, asset }: Pick<NewRow, 'id' | 'asset'>): string {
  return `${MEDIA_FOLDER}/${id}${EXTENSIONS.get(asset?.declaredType ?? '') ?? ''}`
}

/** The row's id in the last segment of such a path. */
export function mediaId(file: string): string {
  return file.replace(/\.\w+$/, '')
}
