import type { Upload } from '../../../http/vendor-kit/uploads.ts'
import { mediaTexts } from '../media/texts.ts'
import type { UploadTexts } from '../texts.ts'

/** The kind of row that a place for ciphertext is, allocated or filled. */
export const PLACE = 'mmmsg'

/** Everybody's: the service knows no accounts. */
export const OWNER = 'mmmsg'

/** Encrypted media as places for them are allocated, filled and read. No page tells what is said; so it is the same. */
export const ciphertexts: Upload<UploadTexts> = {
  operations: ['allocateMedia', 'putMedia', 'getEncryptedMedia'],
  part: 'body',
  texts: mediaTexts,
}
