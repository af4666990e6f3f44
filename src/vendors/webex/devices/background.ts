import type { NewRow, Row } from '../../../storage/records.ts'
import { imageUrlIn } from './images.ts'
import { deepMerge } from './merge.ts'
import type { Customizations, LevelSettings } from './settings.ts'

/** What a phone is told of its background. */
export interface Background {
  readonly image: string
  readonly customUrl: string
}

/** No address names a longer file. To search for one can take as many steps for each character. */
const MAX_NAME_CHARS = 255

/** The rows that show the image with this address or name as their background. */
export function showing(
  rows: readonly Row[],
  image: { readonly url: string; readonly name: string },
): readonly Row[] {
  return rows.filter(row => {
    const { image: kind, customUrl } = backgroundOf(row)
    // A level that follows the one above it shows nothing of its own.
    if (row.kind !== 'org-settings' && row.data.customEnabled !== true) return false
    if (kind !== 'CUSTOM_BACKGROUND') return false
    // Our own address names an image by its number; in any other address the file's name tells which one is meant.
    const own = imageUrlIn(customUrl)
    return own === undefined ? isNamedIn(customUrl, image.name) : own === image.url
  })
}

/** A level's row with no background. */
export function withoutBackground(row: Row): NewRow {
  return {
    ...row,
    data: deepMerge(row.data, {
      customizations: customBackground({ image: 'NONE', customUrl: '' }),
    }) as Row['data'],
  }
}

/** Customizations that name nothing but the background. */
export function customBackground(background: Background): Customizations {
  return { mpp: { background } }
}

function backgroundOf(row: Row): Background {
  const { customizations } = row.data as unknown as LevelSettings // what `changedSettings` wrote
  const mpp = customizations.mpp as { readonly background?: Partial<Background> } | undefined // defaults merged in
  return { image: mpp?.background?.image ?? 'NONE', customUrl: mpp?.background?.customUrl ?? '' }
}

function isNamedIn(address: string, name: string): boolean {
  return name.length <= MAX_NAME_CHARS && address.includes(name)
}
