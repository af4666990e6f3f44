import { ruled } from '../../../core/evidence.ts'
import { sources } from '../sources.ts'
import type { UploadTexts } from '../texts.ts'

/** What Webex says of background images that it refuses. */
export const imageTexts: UploadTexts = {
  noFile: ruled('The file part is missing or empty.', 'assumed', sources.nobody),
  tooLarge: ruled('The image file exceeds the maximum size of 625 KB.', 'assumed', sources.nobody),
  wrongType: ruled('The image file must be a whole .jpeg or .png file.', 'assumed', sources.nobody),
  quota: {
    files: ruled(
      'The organization already has the maximum number of background images.',
      'assumed',
      sources.nobody,
    ),
    bytes: ruled(
      'The background images of the organization would exceed their maximum total size.',
      'assumed',
      sources.nobody,
    ),
  },
  duplicate: ruled('A background image with this file name already exists.', 'assumed', sources.nobody),
}

/** What is said of each image that could not be deleted. */
export const notDeleted = {
  text: ruled('The image could not be deleted.', 'documented', sources.spec),
  errorCode: ruled(4305, 'documented', sources.spec),
}
