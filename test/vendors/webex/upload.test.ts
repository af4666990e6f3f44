import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import {
  badRequest,
  call,
  DUPLICATE,
  FIRST_IMAGE,
  IMAGES,
  namesIn,
  sendForm,
  upload,
} from './webex-client.ts'

const photo = fixture('photo.jpg')
const logo = fixture('logo.png')

describe('the reply to an upload', () => {
  it('has both spellings of the name, the bare path, and the count as a string', async () => {
    const { url } = await startTestServer()
    const reply = await upload(url, 'CompanyLogoBlue')
    expect(reply.status).toBe(201)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.body).toEqual({
      filename: 'CompanyLogoBlue',
      fileName: 'CompanyLogoBlue',
      backgroundImageUrl: FIRST_IMAGE,
      count: '1',
    })
  })

  it('numbers the images and counts those of the org', async () => {
    const { url } = await startTestServer()
    await upload(url, 'one.jpg')
    expect((await upload(url, 'two.jpg')).body).toMatchObject({
      backgroundImageUrl: '/dms/Cisco_Phone_Background/background002',
      count: '2',
    })
  })

  it.each(['filename', 'fileName'] as const)(
    'has the name as %s alone where that is configured',
    async key => {
      const { url } = await startTestServer({ vendors: { webex: { uploadReplyKeys: key } } })
      expect((await upload(url, 'logo.jpg')).body).toEqual({
        [key]: 'logo.jpg',
        backgroundImageUrl: FIRST_IMAGE,
        count: '1',
      })
    },
  )

  it('has quotes inside the URL, as the list has, where that is configured', async () => {
    const { url } = await startTestServer({ vendors: { webex: { quotedUrl: true } } })
    expect((await upload(url, 'logo.jpg')).body).toMatchObject({ backgroundImageUrl: `"${FIRST_IMAGE}"` })
    expect((await call(url, IMAGES)).body).toEqual({
      backgroundImages: [{ fileName: 'logo.jpg', backgroundImageUrl: `"${FIRST_IMAGE}"` }],
      count: 1,
    })
    expect((await fetch(url + FIRST_IMAGE)).status).toBe(200)
  })
})

describe('a name that is taken', () => {
  it('is refused, and the first image stays', async () => {
    const { url } = await startTestServer()
    await upload(url, 'logo', { bytes: photo })
    const before = await assetsOf(url)
    const reply = await upload(url, 'logo', { bytes: logo, type: 'image/png' })
    expect(reply).toMatchObject(badRequest(DUPLICATE))
    expect(await assetsOf(url)).toEqual(before)
  })

  it('is replaced under the same URL where that is configured', async () => {
    const { url } = await startTestServer({ vendors: { webex: { duplicateNames: 'replace' } } })
    await upload(url, 'other', { bytes: photo })
    await upload(url, 'logo', { bytes: photo })
    const reply = await upload(url, 'logo', { bytes: logo, type: 'image/png' })
    const backgroundImageUrl = '/dms/Cisco_Phone_Background/background002'
    expect(reply).toMatchObject({ status: 201, body: { backgroundImageUrl, count: '2' } })
    const image = await fetch(url + backgroundImageUrl)
    expect(image.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await image.arrayBuffer()).equals(logo)).toBe(true)
    expect(await namesIn(url)).toEqual(['other', 'logo'])
    expect(await assetsOf(url)).toHaveLength(2)
  })

  it('is given to one of many that ask for it at the same time', async () => {
    const { url } = await startTestServer()
    const replies = await Promise.all(Array.from({ length: 20 }, () => upload(url, 'logo')))
    expect(replies.filter(reply => reply.status === 201)).toHaveLength(1)
    expect(replies.filter(reply => reply.status === 400)).toHaveLength(19)
    expect(await assetsOf(url)).toHaveLength(1)
  })
})

describe('forms that Webex takes', () => {
  const file = filePart('file', 'photo.jpg', 'image/jpeg', photo)
  const name = fieldPart('fileName', 'kept')
  const forms = [
    { what: 'the file before its name', parts: [file, name] },
    { what: 'the name before its file', parts: [name, file] },
    { what: 'the name as the guide spells it', parts: [file, fieldPart('filename', 'kept')] },
    { what: 'both spellings of the name', parts: [fieldPart('filename', 'other'), file, name] },
    {
      what: 'a name with a content type of its own',
      parts: [
        {
          headers: [
            'Content-Disposition: form-data; name="fileName"',
            'Content-Type: text/plain; charset=utf-8',
          ],
          content: 'kept',
        },
        file,
      ],
    },
    { what: 'fields that nobody knows', parts: [fieldPart('colour', 'blue'), file, name] },
    {
      what: 'a second file, which is dropped',
      parts: [file, filePart('file', 'b', 'image/png', logo), name],
    },
    {
      what: 'a file in another part, which is dropped',
      parts: [filePart('other', 'b', 'image/png', logo), file, name],
    },
    {
      what: 'a file name without quotes',
      parts: [
        {
          headers: [
            'Content-Disposition: form-data; name="file"; filename=photo.jpg',
            'Content-Type: image/jpeg',
          ],
          content: photo,
        },
        name,
      ],
    },
    {
      what: 'an encoded file name',
      parts: [
        {
          headers: [
            `Content-Disposition: form-data; name="file"; filename*=UTF-8''na%C3%AFve.jpg`,
            'Content-Type: image/jpeg',
          ],
          content: photo,
        },
        name,
      ],
    },
    {
      what: 'a file without a content type',
      parts: [
        { headers: ['Content-Disposition: form-data; name="file"; filename="photo.jpg"'], content: photo },
        name,
      ],
    },
    {
      what: 'header names in lower case',
      parts: [
        {
          headers: [
            'content-disposition: form-data; name="file"; filename="photo.jpg"',
            'content-type: image/jpeg',
          ],
          content: photo,
        },
        name,
      ],
    },
    {
      what: 'a part without a name before the others',
      parts: [{ headers: ['Content-Type: text/plain'], content: 'hello' }, file, name],
    },
  ]

  for (const { what, parts } of forms)
    it(`keeps the file of a form with ${what}`, async () => {
      const { url } = await startTestServer()
      const reply = await sendForm(url, rawForm(parts))
      expect(reply).toMatchObject({ status: 201, body: { fileName: 'kept', count: '1' } })
      const image = await fetch(url + FIRST_IMAGE)
      expect(Buffer.from(await image.arrayBuffer()).equals(photo)).toBe(true)
      expect(await assetsOf(url)).toHaveLength(1)
    })

  it.each(['image/jpg', 'image/pjpeg', 'IMAGE/JPEG', 'image/CompanyLogo', 'application/octet-stream'])(
    'takes a JPEG that is declared as %s',
    async type => {
      const { url } = await startTestServer()
      expect((await upload(url, 'photo.jpg', { type })).status).toBe(201)
      expect(await assetsOf(url)).toMatchObject([{ type: 'image/jpeg', bytes: photo.length }])
    },
  )

  it('reads a boundary in quotes', async () => {
    const { url } = await startTestServer()
    const { body } = rawForm([file, name], 'a b')
    const reply = await sendForm(url, { body, type: 'multipart/form-data; boundary="a b"' })
    expect(reply.status).toBe(201)
  })

  it('finds its end in a file that is full of what looks like delimiters', async () => {
    const { url } = await startTestServer()
    const noise = Buffer.from('\r\n--test-boundar\r\n--test\r\n-\r\n\r\n--', 'latin1')
    const bytes = Buffer.concat([logo, ...Array.from({ length: 2_000 }, () => noise)])
    const reply = await sendForm(url, rawForm([filePart('file', 'logo.png', 'image/png', bytes), name]))
    expect(reply.status).toBe(201)
    const image = await fetch(url + FIRST_IMAGE)
    expect(Buffer.from(await image.arrayBuffer()).equals(bytes)).toBe(true)
  })
})
