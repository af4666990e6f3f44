import type { Upload } from '../../../http/vendor-kit/uploads.ts'
import { mediaTexts } from '../media/texts.ts'
import type { UploadTexts } from '../texts.ts'

/** The kind of row that a place for encrypted media is, allocated or filled. */
export const PLACE = 'mmmsg'

/** The owner of all places: the service knows no accounts. */
export const OWNER = 'mmmsg'

/** Encrypted media, from allocating a place to reading it. No page has texts for them, so they share those of media. */
export const ciphertexts: Upload<UploadTexts> = {
  operations: ['allocateMedia', 'putMedia', 'getEncryptedMedia'],
  part: 'body',
  texts: mediaTexts,
}
