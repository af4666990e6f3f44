import type { OperationExample } from '../../../http/vendor-kit/examples.ts'
import { PHOTO, PHOTO_BYTES } from '../photo.ts'
import { MMMSG_PATH } from './paths.ts'

/** Every operation of the apps' own media service once, in an order that works. */
export const mmmsgExamples: readonly OperationExample[] = [
  {
    operation: 'allocateMedia',
    method: 'POST',
    path: MMMSG_PATH,
    auth: 'none',
    body: { json: { contentType: PHOTO.type, contentSize: PHOTO_BYTES } },
    status: 201,
    capture: { placeUrl: ['url'] },
  },
  { operation: 'putMedia', method: 'PUT', path: '{{placeUrl}}', auth: 'none', body: PHOTO, status: 200 },
  { operation: 'getEncryptedMedia', method: 'GET', path: '{{placeUrl}}', auth: 'none', status: 200 },
]
