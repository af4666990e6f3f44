import type { NewRow } from '../../../storage/records.ts'

/** The kind of row that a virtual background is. */
export const FILE = 'file'
/** The part of the upload form that carries the file. */
export const FILE_PART = 'file'

/** A virtual background in Zoom's words: its type is a category, no content type. */
export function toFile({ id, asset }: Pick<NewRow, 'id' | 'asset'>) {
  return {
    id,
    name: asset?.name ?? '',
    type: asset?.type.startsWith('video/') === true ? ('video' as const) : ('image' as const),
    is_default: false,
    size: asset?.bytes ?? 0,
  }
}
