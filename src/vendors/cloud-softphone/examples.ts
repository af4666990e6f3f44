import type { OperationExample } from '../../http/vendor-kit/examples.ts'

const PHOTO = { file: 'photo.jpg', type: 'image/jpeg' } as const
/** The bytes of `fixtures/media/photo.jpg`. */
const PHOTO_BYTES = 3_943

const ACCOUNT = { from: 'alice', password: 'test', sms_to: '+15550100' }
const announced = new URLSearchParams({
  ...ACCOUNT,
  media_size: String(PHOTO_BYTES),
  content_type: PHOTO.type,
}).toString()
const reference = { ...ACCOUNT, media_url: 'http://media.example/photo.jpg', media_content_type: PHOTO.type }

/** Every operation once for each of its methods, in an order that works. */
export const examples: readonly OperationExample[] = [
  ...(['POST', 'PUT'] as const).map(
    (method): OperationExample => ({
      operation: 'uploadMedia',
      method,
      path: '/upload_media',
      auth: 'none',
      body: {
        form: [
          { name: 'from', value: ACCOUNT.from },
          { name: 'password', value: ACCOUNT.password },
          { name: 'description', value: 'a picture' },
          { name: 'file', ...PHOTO },
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
      path: `/upload_media_precheck?${announced}`,
      auth: 'none',
      status: 200,
    }),
  ),
  ...(['POST', 'PUT'] as const).map(
    (method): OperationExample => ({
      operation: 'precheckUpload',
      method,
      path: '/upload_media_precheck',
      auth: 'none',
      body: { urlencoded: Object.fromEntries(new URLSearchParams(announced)) },
      status: 200,
    }),
  ),
  {
    operation: 'sendMediaReference',
    method: 'GET',
    path: `/media_ref_send?${new URLSearchParams(reference)}`,
    auth: 'none',
    status: 200,
  },
  ...(['POST', 'PUT'] as const).map(
    (method): OperationExample => ({
      operation: 'sendMediaReference',
      method,
      path: '/media_ref_send',
      auth: 'none',
      body: { urlencoded: reference },
      status: 200,
    }),
  ),
  {
    operation: 'allocateMedia',
    method: 'POST',
    path: '/mmmsg',
    auth: 'none',
    body: { json: { contentType: PHOTO.type, contentSize: PHOTO_BYTES } },
    status: 201,
    capture: { placeUrl: ['url'] },
  },
  { operation: 'putMedia', method: 'PUT', path: '{{placeUrl}}', auth: 'none', body: PHOTO, status: 200 },
  { operation: 'getEncryptedMedia', method: 'GET', path: '{{placeUrl}}', auth: 'none', status: 200 },
]
