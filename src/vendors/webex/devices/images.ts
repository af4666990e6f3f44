import type { Upload } from '../../../http/vendor-kit/uploads.ts'
import type { Row } from '../../../storage/records.ts'
import type { Settings } from '../config.ts'
import type { UploadTexts } from '../texts.ts'
import { imageTexts } from './texts.ts'

/** The kind of row that a background image is. */
export const IMAGE = 'image'
/** The counter that numbers a namespace's images. No number is used twice. */
export const IMAGE_NUMBERS = 'webex.background-image'
/** Where Webex serves what devices fetch, behind the server's address. */
export const DMS_FOLDER = '/dms'
/** Where the images of all orgs are. */
export const IMAGE_FOLDER = `${DMS_FOLDER}/Cisco_Phone_Background`

/** Background images as they are uploaded, listed and deleted. */
export const backgroundImages: Upload<UploadTexts> = {
  operations: ['uploadBackgroundImage', 'listBackgroundImages', 'deleteBackgroundImages'],
  part: 'file',
  texts: imageTexts,
}

const ADDRESS_BEGINNING = `${IMAGE_FOLDER}/background`

/** The address of an image as Webex names it: `…/background001`. Source: the reference's examples. */
export function imageUrl(row: Pick<Row, 'data'>): string {
  return `${ADDRESS_BEGINNING}${String(row.data.number).padStart(3, '0')}`
}

/** An image's address as replies show it: quoted in the reference's example, bare in all others. */
export function shownUrl(row: Pick<Row, 'data'>, { quotedUrl }: Settings): string {
  return quotedUrl ? `"${imageUrl(row)}"` : imageUrl(row)
}

/** The address of an image that a text contains; undefined where it contains none. */
export function imageUrlIn(text: string): string | undefined {
  const [, ...behind] = text.split(ADDRESS_BEGINNING)
  const number = behind.map(rest => /^\d+/.exec(rest)?.[0]).find(digits => digits !== undefined)
  return number === undefined ? undefined : ADDRESS_BEGINNING + number
}
