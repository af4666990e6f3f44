import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { badRequest, call, INVALID, NO_FILE, sendForm, uploadPath } from './webex-client.ts'

const photo = fixture('photo.jpg')
const file = filePart('file', 'photo.jpg', 'image/jpeg', photo)
const name = fieldPart('fileName', 'logo')

const nameless = {
  headers: ['Content-Disposition: form-data; name="file"', 'Content-Type: image/jpeg'],
  content: photo,
}
const refused = [
  { why: 'has a file part without a file name', parts: [nameless, name], errorCode: NO_FILE },
  { why: 'has its file in another part', parts: [{ ...file, ...otherName() }, name], errorCode: NO_FILE },
  {
    why: 'has a text where the file is due',
    parts: [fieldPart('file', 'logo.jpg'), name],
    errorCode: NO_FILE,
  },
  { why: 'has no file', parts: [name], errorCode: NO_FILE },
  { why: 'has no parts', parts: [], errorCode: NO_FILE },
  {
    why: 'has an empty file',
    parts: [filePart('file', 'empty.png', 'image/png', fixture('empty.png')), name],
    errorCode: NO_FILE,
  },
  {
    why: 'has an empty file before a good one',
    parts: [filePart('file', 'empty.png', 'image/png', fixture('empty.png')), file, name],
    errorCode: NO_FILE,
  },
  { why: 'has no name', parts: [file], errorCode: INVALID },
  { why: 'has an empty name', parts: [file, fieldPart('fileName', '')], errorCode: INVALID },
  { why: 'has its name in capitals', parts: [file, fieldPart('FILENAME', 'logo')], errorCode: INVALID },
]

function otherName() {
  return {
    headers: [
      'Content-Disposition: form-data; name="image"; filename="photo.jpg"',
      'Content-Type: image/jpeg',
    ],
  }
}

describe('a form whose parts are not what Webex asks for', () => {
  for (const { why, parts, errorCode } of refused)
    it(`is refused when it ${why}`, async () => {
      const { url } = await startTestServer()
      expect(await sendForm(url, rawForm(parts))).toMatchObject(badRequest(errorCode))
      expect(await assetsOf(url)).toEqual([])
    })

  it('leaves what was there before', async () => {
    const { url } = await startTestServer()
    expect((await sendForm(url, rawForm([file, name]))).status).toBe(201)
    const before = await assetsOf(url)
    for (const { parts } of refused) expect((await sendForm(url, rawForm(parts))).status).toBe(400)
    expect(await assetsOf(url)).toEqual(before)
  })
})

describe('a file part without a file name', () => {
  it('is none, though a part of no form before it has a file name', async () => {
    const { url } = await startTestServer()
    const stray = { headers: ['Content-Disposition: attachment; filename="x.jpg"'], content: 'x' }
    expect(await sendForm(url, rawForm([stray, nameless, name]))).toMatchObject(badRequest(NO_FILE))
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('a name of two million characters', () => {
  it('is refused as a name, and not as an image that is too large', async () => {
    const { url } = await startTestServer()
    const reply = await sendForm(url, rawForm([file, fieldPart('fileName', 'x'.repeat(2_000_000))]))
    expect(reply).toMatchObject(badRequest(INVALID))
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('a form that can not be read', () => {
  const whole = rawForm([file, name])
  const cutAt = (end: number) => ({ body: whole.body.subarray(0, end), type: whole.type })
  const unreadable = [
    { why: 'names no boundary', form: { body: whole.body, type: 'multipart/form-data' } },
    { why: 'names an empty boundary', form: { body: whole.body, type: 'multipart/form-data; boundary=' } },
    {
      why: 'names another boundary',
      form: { body: whole.body, type: 'multipart/form-data; boundary=other' },
    },
    { why: 'is no form', form: { body: Buffer.from('hello, world'), type: whole.type } },
    { why: 'ends in its first header', form: cutAt(40) },
    { why: 'ends in its file', form: cutAt(2_000) },
    { why: 'ends in its name', form: cutAt(whole.body.length - 22) },
    {
      why: 'ends before its last delimiter',
      form: cutAt(whole.body.length - '--test-boundary--\r\n'.length),
    },
    { why: 'ends in its last delimiter', form: cutAt(whole.body.length - 6) },
  ]

  for (const { why, form } of unreadable)
    it(`is refused when it ${why}`, async () => {
      const { url } = await startTestServer()
      expect(await sendForm(url, form)).toMatchObject(badRequest(INVALID))
      expect(await assetsOf(url)).toEqual([])
    })

  it('is refused for its missing file when it is empty', async () => {
    const { url } = await startTestServer()
    const reply = await sendForm(url, { body: Buffer.alloc(0), type: whole.type })
    expect(reply).toMatchObject(badRequest(NO_FILE))
    expect(await assetsOf(url)).toEqual([])
  })

  it('is taken without the line break at its very end', async () => {
    const { url } = await startTestServer()
    expect((await sendForm(url, cutAt(whole.body.length - 2))).status).toBe(201)
  })
})

describe('a body that is no form', () => {
  const others = [
    { what: 'JSON', type: 'application/json', body: '{"fileName":"logo","file":"x"}' },
    { what: 'urlencoded', type: 'application/x-www-form-urlencoded', body: 'fileName=logo&file=x' },
    { what: 'a bare image', type: 'image/jpeg', body: photo },
    { what: 'another multipart', type: 'multipart/mixed; boundary=test-boundary', body: 'x' },
  ]

  it.each(others)(
    'is refused as a media type that is not supported when it is $what',
    async ({ type, body }) => {
      const { url } = await startTestServer()
      const reply = await call(url, uploadPath(), { method: 'POST', headers: { 'content-type': type }, body })
      expect(reply.status).toBe(415)
      expect(reply.headers.get('content-type')).toBe('application/json')
      expect(reply.body).toMatchObject({ errors: [{ description: expect.stringContaining('media type') }] })
      expect(await assetsOf(url)).toEqual([])
    },
  )

  it('is refused when it is JSON that can not be read', async () => {
    const { url } = await startTestServer()
    const headers = { 'content-type': 'application/json' }
    const reply = await call(url, uploadPath(), { method: 'POST', headers, body: '{"fileName":' })
    expect([400, 415]).toContain(reply.status)
    expect(reply.body).toMatchObject({ errors: [{}], trackingId: expect.stringMatching(/^ROUTERGW_/) })
    expect(await assetsOf(url)).toEqual([])
  })

  it('is refused as a media type that is not supported when there is none', async () => {
    const { url } = await startTestServer()
    expect((await call(url, uploadPath(), { method: 'POST' })).status).toBe(415)
    expect(await assetsOf(url)).toEqual([])
  })
})
