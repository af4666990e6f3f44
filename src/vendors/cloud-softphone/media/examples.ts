import type { OperationExample } from '../../../http/vendor-kit/examples.ts'
import { PHOTO, PHOTO_BYTES } from '../photo.ts'
import { media } from './media.ts'
import { examplePaths } from './paths.ts'

const [upload] = examplePaths.upload
const [precheck] = examplePaths.precheck
const [reference] = examplePaths.reference

const ACCOUNT = { from: 'alice', password: 'test', sms_to: '+15550100' }
const announced = new URLSearchParams({
  ...ACCOUNT,
  media_size: String(PHOTO_BYTES),
  content_type: PHOTO.type,
}).toString()
const referred = { ...ACCOUNT, media_url: 'http://media.example/photo.jpg', media_content_type: PHOTO.type }

/** Every media service once for each of its methods, in an order that works. */
export const mediaExamples: readonly OperationExample[] = [
  ...(['POST', 'PUT'] as const).map(
    (method): OperationExample => ({
      operation: 'uploadMedia',
      method,
      path: upload,
      auth: 'none',
      body: {
        form: [
          { name: 'from', value: ACCOUNT.from },
          { name: 'password', value: ACCOUNT.password },
          { name: 'description', value: 'a picture' },
          { name: media.part, ...PHOTO },
        ],
      },
      status: 200,
      capture: { mediaUrl: ['media_url'] },
    }),
  ),
  { operation: 'getMedia', method: 'GET', path: '{{mediaUrl}}', auth: 'none', status: 200 },
  ...(['GET', 'HEAD'] as const).map(
    (method): OperationExample => ({
      operation: 'precheckUpload',
      method,
      path: `${precheck}?${announced}`,
      auth: 'none',
      status: 200,
    }),
  ),
  ...(['POST', 'PUT'] as const).map(
    (method): OperationExample => ({
      operation: 'precheckUpload',
      method,
      path: precheck,
      auth: 'none',
      body: { urlencoded: Object.fromEntries(new URLSearchParams(announced)) },
      status: 200,
    }),
  ),
  {
    operation: 'sendMediaReference',
    method: 'GET',
    path: `${reference}?${new URLSearchParams(referred)}`,
    auth: 'none',
    status: 200,
  },
  ...(['POST', 'PUT'] as const).map(
    (method): OperationExample => ({
      operation: 'sendMediaReference',
      method,
      path: reference,
      auth: 'none',
      body: { urlencoded: referred },
      status: 200,
    }),
  ),
]
