import { cloudSoftphone } from '../../src/vendors/cloud-softphone/index.ts'
import { webex } from '../../src/vendors/webex/index.ts'
import { zoom } from '../../src/vendors/zoom/index.ts'
import { describeUploads, type UploadData } from '../contracts/uploads.ts'
import { fieldPart, filePart, type RawPart, rawForm } from '../helpers/form.ts'

/** Sends a file beside such text parts, under a content type that every one of these vendors takes of a photo. */
const formTo =
  (
    path: string,
    type: (name: string) => string,
    fields: (n: number) => readonly RawPart[],
  ): UploadData['upload'] =>
  (part, name, content, n) => {
    const form = rawForm([...fields(n), filePart(part, name, type(name), content)])
    const headers = { authorization: 'Bearer test', 'content-type': form.type }
    return { path, method: 'POST', headers, body: form.body }
  }

const declared = (name: string) => (name.endsWith('.jpg') ? 'image/jpeg' : 'image/png')

describeUploads(
  webex,
  [
    {
      operation: 'uploadBackgroundImage',
      policy: 'webex.device-background-image',
      part: 'file',
      accepted: 'photo.jpg',
      refused: 'still.gif',
      upload: formTo('/v1/telephony/config/devices/d1/actions/backgroundImageUpload/invoke', declared, n => [
        fieldPart('fileName', `photo-${n}`),
      ]),
      texts: {
        missing: 'The file part is missing or empty.',
        tooLarge: 'The image file exceeds the maximum size of 625 KB.',
        wrongType: 'The image file must be a whole .jpeg or .png file.',
        quota: 'The organization already has the maximum number of background images.',
      },
    },
  ],
  body => JSON.parse(body).errors[0].description,
)

describeUploads(
  zoom,
  (['account', 'group', 'user'] as const).map(level => ({
    operation: `upload${level[0]?.toUpperCase()}${level.slice(1)}VirtualBackground`,
    policy: `zoom.${level}-virtual-background`,
    part: 'file',
    accepted: 'photo.jpg',
    refused: 'icon.svg',
    upload: formTo(`/v2/${level}s/one/settings/virtual_backgrounds`, declared, () => []),
    texts: {
      missing: "Required request part 'file' is not present",
      tooLarge: 'File size cannot exceed 15M.',
      wrongType: 'Only jpg/jpeg, gif or png image file can be uploaded.',
      quota: 'A maximum of 10 files are allowed for a user.',
    },
  })),
  body => JSON.parse(body).message,
)

describeUploads(
  cloudSoftphone,
  [
    {
      operation: 'uploadMedia',
      policy: 'cloud-softphone.media',
      part: 'file',
      accepted: 'photo.jpg',
      refused: 'logo.png',
      upload: (part, name, content, n) => {
        const fields = [fieldPart('from', 'alice'), fieldPart('password', 'test')]
        const sent = formTo('/upload_media', declared, () => fields)(part, name, content, n)
        return { ...sent, headers: { 'content-type': sent.headers['content-type'] ?? '' } }
      },
      texts: {
        missing: 'The media file is missing',
        tooLarge: 'The media file is larger than 59999 bytes',
        wrongType: 'Only image/jpeg and video/mp4 can be uploaded',
        quota: 'No more media files are allowed',
      },
    },
  ],
  body => JSON.parse(body).message,
)
