import { ruled } from '../../../core/evidence.ts'
import { sources } from '../sources.ts'
import { codes, type Said, type UploadTexts } from '../texts.ts'

const partAbsent: Said = {
  code: codes.partAbsent,
  text: ruled("Required request part '{part}' is not present", 'observed', sources.zoomNet),
}

/** What Zoom says of virtual backgrounds that it refuses. */
export const backgroundTexts: UploadTexts = {
  missing: {
    absent: partAbsent,
    'no-filename': partAbsent,
    'unquoted-filename': {
      code: codes.partAbsent,
      text: ruled("Invalid 'Content-Disposition' in multipart form", 'observed', sources.zoomNet),
    },
    empty: {
      code: codes.upload,
      text: ruled('No file uploaded, verify that a file has been uploaded.', 'documented', sources.users),
    },
  },
  notMultipart: {
    code: codes.partAbsent,
    text: ruled('Current request is not a multipart request', 'assumed', sources.spring),
  },
  malformedForm: {
    code: codes.partAbsent,
    text: ruled('Failed to parse multipart servlet request', 'assumed', sources.spring),
  },
  tooLarge: {
    code: codes.upload,
    text: ruled('File size cannot exceed 15M.', 'documented', sources.collection),
  },
  wrongType: {
    code: codes.upload,
    text: ruled('Only jpg/jpeg, gif or png image file can be uploaded.', 'documented', sources.users),
  },
  quota: {
    files: {
      code: codes.upload,
      text: ruled('A maximum of 10 files are allowed for a user.', 'documented', sources.collection),
    },
    bytes: {
      code: codes.upload,
      text: ruled('The total size of the files is too large.', 'assumed', sources.nobody),
    },
  },
}
