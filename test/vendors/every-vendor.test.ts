import { amazonConnect } from '../../src/vendors/amazon-connect/index.ts'
import { cloudSoftphone } from '../../src/vendors/cloud-softphone/index.ts'
import { webex } from '../../src/vendors/webex/index.ts'
import { zoom } from '../../src/vendors/zoom/index.ts'
import { describeVendor, type Upload } from '../contracts/vendor.ts'
import { fieldPart, filePart, type RawPart, rawForm } from '../helpers/form.ts'

const bearer = { authorization: 'Bearer test' }
const sigv4 = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=00',
}

function formUpload(
  path: string,
  headers: { readonly [name: string]: string },
  parts: readonly RawPart[],
): Upload {
  const { body, type } = rawForm(parts)
  return { path, method: 'POST', headers: { ...headers, 'content-type': type }, body }
}

function typeOf(name: string): string {
  const types: { readonly [ending: string]: string } = {
    jpg: 'image/jpeg',
    mp4: 'video/mp4',
    png: 'image/png',
  }
  return types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
}

const IMAGES = ['logo.png', 'photo.jpg', 'png-named.jpg']
const NO_IMAGES = ['text-named.png', 'icon.svg']

describeVendor(webex, {
  endpoints: [
    {
      policy: 'webex.device-background-image',
      accepted: IMAGES,
      refused: [...NO_IMAGES, 'still.gif', 'clip.mp4'],
      upload: (name, content, n) =>
        formUpload('/v1/telephony/config/devices/d1/actions/backgroundImageUpload/invoke', bearer, [
          filePart('file', name, typeOf(name), content),
          fieldPart('fileName', `${n}-${name}`),
        ]),
    },
  ],
  unknownPath: '/v1/telephony/config/nothing',
  credentials: bearer,
  isRefusal: body => {
    const { message, errors, trackingId } = JSON.parse(body)
    return typeof message === 'string' && errors.length > 0 && typeof trackingId === 'string'
  },
})

describeVendor(zoom, {
  endpoints: (['accounts', 'groups', 'users'] as const).map(level => ({
    policy: `zoom.${level.slice(0, -1)}-virtual-background`,
    accepted: [...IMAGES, 'still.gif', 'clip.mp4', 'clip.mov'],
    refused: NO_IMAGES,
    upload: (name, content) =>
      formUpload(`/v2/${level}/one/settings/virtual_backgrounds`, bearer, [
        filePart('file', name, typeOf(name), content),
      ]),
  })),
  unknownPath: '/v2/nothing',
  credentials: bearer,
  isRefusal: body => {
    const { code, message } = JSON.parse(body)
    return typeof code === 'number' && typeof message === 'string'
  },
})

const basic = { authorization: `Basic ${Buffer.from('alice:secret').toString('base64')}` }

describeVendor(cloudSoftphone, {
  endpoints: [
    {
      policy: 'cloud-softphone.media',
      accepted: ['photo.jpg', 'clip.mp4'],
      refused: ['logo.png', 'clip.mov'],
      upload: (name, content) =>
        formUpload('/upload_media', basic, [filePart('file', name, typeOf(name), content)]),
    },
  ],
  unknownPath: '/media',
  credentials: basic,
  isRefusal: body => typeof JSON.parse(body).message === 'string',
})

describeVendor(amazonConnect, {
  endpoints: [
    {
      policy: 'amazon-connect.workspace-media',
      accepted: ['logo.png', 'photo.jpg', 'icon.svg'],
      refused: [],
      upload: (_name, content) => ({
        path: '/workspaces/i1/w1/media',
        method: 'POST',
        headers: { ...sigv4, 'content-type': 'application/json' },
        body: Buffer.from(
          JSON.stringify({
            MediaType: 'IMAGE_LOGO_DARK_FAVICON',
            MediaSource: Buffer.from(content).toString('base64'),
          }),
        ),
      }),
    },
  ],
  unknownPath: '/workspaces',
  credentials: sigv4,
  isRefusal: body => {
    const { Message, message } = JSON.parse(body)
    return typeof Message === 'string' && Message === message
  },
})
