import { ruled } from '../../../core/evidence.ts'
import { sources } from '../sources.ts'
import type { UploadTexts } from '../texts.ts'

/** What the server says of media that it refuses. */
export const mediaTexts: UploadTexts = {
  noFile: ruled('The media file is missing', 'assumed', sources.nobody),
  tooLarge: ruled('The media file is larger than {limit} bytes', 'assumed', sources.precheck),
  wrongType: ruled('Only image/jpeg and video/mp4 can be uploaded', 'documented', sources.upload),
  quota: ruled('No more media files are allowed', 'assumed', sources.nobody),
  conflict: ruled('It exists already', 'assumed', sources.nobody),
}
