import type { Upload } from '../../../http/vendor-kit/uploads.ts'
import type { NewRow } from '../../../storage/records.ts'
import type { UploadTexts } from '../texts.ts'
import { levels } from './levels.ts'
import { backgroundTexts } from './texts.ts'

/** The kind of row that a virtual background is. */
export const FILE = 'file'

/** Virtual backgrounds as they are uploaded and deleted, at each level. */
export const backgrounds: Upload<UploadTexts> = {
  operations: levels.flatMap(({ operation }) => [`upload${operation}`, `delete${operation}`]),
  part: 'file',
  texts: backgroundTexts,
}

/** A virtual background in Zoom's words, in which a type is a category and no content type. */
export function toFile({ id, asset }: Pick<NewRow, 'id' | 'asset'>) {
  return {
    id,
    name: asset?.name ?? '',
    type: asset?.type.startsWith('video/') === true ? ('video' as const) : ('image' as const),
    is_default: false,
    size: asset?.bytes ?? 0,
  }
}
