import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { call, levels, MINE, pathOf, refusal, sendForm, texts } from './zoom-client.ts'

const photo = fixture('photo.jpg')
const file = filePart('file', 'photo.jpg', 'image/jpeg', photo)
const empty = filePart('file', 'empty.png', 'image/png', fixture('empty.png'))
const withHeaders = (...headers: readonly string[]) => ({ headers, content: photo })

const absent = refusal(400, -1, texts.partAbsent)
const noFile = refusal(400, 120, texts.noFile)

const refused = [
  {
    why: 'has its file in another part',
    parts: [filePart('image', 'a.jpg', 'image/jpeg', photo)],
    expected: absent,
  },
  {
    why: 'has its file in a part named File',
    parts: [filePart('File', 'a', 'image/jpeg', photo)],
    expected: absent,
  },
  {
    why: 'has a file part without a file name, as a Buffer goes out',
    parts: [
      withHeaders('Content-Disposition: form-data; name="file"', 'Content-Type: application/octet-stream'),
    ],
    expected: absent,
  },
  {
    why: 'has a text where the file is due, as a path goes out',
    parts: [fieldPart('file', './photo.jpg')],
    expected: absent,
  },
  { why: 'has no file', parts: [fieldPart('x', 'y')], expected: absent },
  { why: 'has no parts', parts: [], expected: absent },
  { why: 'has an empty file', parts: [empty], expected: noFile },
  { why: 'has an empty file before a good one', parts: [empty, file], expected: noFile },
]

describe.each(levels)('a form at the $level', ({ path }) => {
  for (const { why, parts, expected } of refused)
    it(`is refused when it ${why}`, async () => {
      const { url } = await startTestServer()
      const reply = await sendForm(url, path, rawForm(parts))
      expect(reply).toMatchObject(expected)
      expect(reply.headers.get('content-type')).toBe('application/json')
      expect(reply.headers.get('x-zm-trackingid')).toMatch(/^v=2\.0;/)
      expect(Object.keys(reply.body as object).sort()).toEqual(['code', 'message'])
      expect(await assetsOf(url)).toEqual([])
    })

  it('leaves what was there before', async () => {
    const { url } = await startTestServer()
    expect((await sendForm(url, path, rawForm([file]))).status).toBe(201)
    const before = await assetsOf(url)
    for (const { parts } of refused) expect((await sendForm(url, path, rawForm(parts))).status).toBe(400)
    expect(await assetsOf(url)).toEqual(before)
  })
})

describe('a file part without a file name', () => {
  it('is none, though a part of no form before it has a file name', async () => {
    const { url } = await startTestServer()
    const stray = { headers: ['Content-Disposition: attachment; filename="x.jpg"'], content: 'x' }
    const nameless = withHeaders('Content-Disposition: form-data; name="file"', 'Content-Type: image/jpeg')
    expect(await sendForm(url, MINE, rawForm([stray, nameless]))).toMatchObject(absent)
    expect(await assetsOf(url)).toEqual([])
  })
})

describe("the account's rule for file names", () => {
  it.each(['filename=photo.jpg', 'filename =photo.jpg', 'FileName=photo.jpg'])(
    'refuses one without quotes: %s',
    async filename => {
      const { url } = await startTestServer()
      const form = rawForm([
        withHeaders(`Content-Disposition: form-data; name="file"; ${filename}`, 'Content-Type: image/jpeg'),
      ])
      const reply = await sendForm(url, pathOf('account', 'me'), form)
      expect(reply).toMatchObject({ status: 400, body: { message: texts.badDisposition } })
      expect(await assetsOf(url)).toEqual([])
    },
  )
})

describe('a form that can not be read', () => {
  const whole = rawForm([file])
  const cutAt = (end: number) => ({ body: whole.body.subarray(0, end), type: whole.type })
  const unreadable = [
    { why: 'names no boundary', form: { body: whole.body, type: 'multipart/form-data' } },
    { why: 'names an empty boundary', form: { body: whole.body, type: 'multipart/form-data; boundary=' } },
    {
      why: 'names another boundary',
      form: { body: whole.body, type: 'multipart/form-data; boundary=other' },
    },
    { why: 'is empty', form: { body: Buffer.alloc(0), type: whole.type } },
    { why: 'is no form', form: { body: Buffer.from('hello, world'), type: whole.type } },
    { why: 'ends in its first header', form: cutAt(40) },
    { why: 'ends in its file', form: cutAt(2_000) },
    {
      why: 'ends before its last delimiter',
      form: cutAt(whole.body.length - '--test-boundary--\r\n'.length),
    },
    { why: 'ends in its last delimiter', form: cutAt(whole.body.length - 6) },
  ]

  describe.each(levels)('at the $level', ({ path }) => {
    for (const { why, form } of unreadable)
      it(`is refused when it ${why}`, async () => {
        const { url } = await startTestServer()
        const reply = await sendForm(url, path, form)
        expect(reply).toMatchObject(refusal(400, -1, expect.stringMatching(/./)))
        expect(reply.headers.get('content-type')).toBe('application/json')
        expect(await assetsOf(url)).toEqual([])
      })
  })
})

describe('a body that is no form', () => {
  it.each([
    { what: 'JSON', type: 'application/json', body: '{"file":"x"}' },
    { what: 'urlencoded', type: 'application/x-www-form-urlencoded', body: 'file=x' },
    { what: 'a bare image', type: 'image/jpeg', body: photo },
    { what: 'another multipart', type: 'multipart/mixed; boundary=test-boundary', body: 'x' },
  ])('is refused when it is $what', async ({ type, body }) => {
    const { url } = await startTestServer()
    const reply = await call(url, MINE, { method: 'POST', headers: { 'content-type': type }, body })
    expect(reply).toMatchObject(refusal(400, -1, expect.stringMatching(/./)))
    expect(await assetsOf(url)).toEqual([])
  })

  it('is refused in the words for JSON when it is JSON that can not be read', async () => {
    const { url } = await startTestServer()
    const headers = { 'content-type': 'application/json' }
    const reply = await call(url, MINE, { method: 'POST', headers, body: '{"file":' })
    expect(reply).toMatchObject(refusal(400, 300, 'Request Body should be a valid JSON object.'))
    expect(await assetsOf(url)).toEqual([])
  })

  it('is refused when there is none', async () => {
    const { url } = await startTestServer()
    expect(await call(url, MINE, { method: 'POST' })).toMatchObject(
      refusal(400, -1, expect.stringMatching(/./)),
    )
    expect(await assetsOf(url)).toEqual([])
  })
})
