import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { levels, MINE, pathOf, sendForm, upload, uploadedId } from './zoom-client.ts'

const photo = fixture('photo.jpg')
const logo = fixture('logo.png')

async function contentOf(url: string): Promise<Buffer> {
  const [asset] = await assetsOf(url)
  const response = await fetch(`${url}/_mock/assets/${asset?.id}/content`)
  return Buffer.from(await response.arrayBuffer())
}

describe.each(levels)('the reply to an upload at the $level', ({ level, path }) => {
  it('has the id, the name as sent, the size as a number, and the word image', async () => {
    const { url } = await startTestServer()
    const reply = await upload(url, path, { name: 'Profile.PNG', bytes: logo, type: 'image/png' })
    expect(reply.status).toBe(201)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.headers.get('x-zm-trackingid')).toMatch(/^v=2\.0;clid=us02;rid=WEB_[0-9a-f]{32}$/)
    expect(reply.body).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      is_default: false,
      name: 'Profile.PNG',
      size: logo.length,
      type: 'image',
    })
    expect(await assetsOf(url)).toMatchObject([
      {
        id: (reply.body as { id: string }).id,
        vendor: 'zoom',
        name: 'Profile.PNG',
        type: 'image/png',
        bytes: logo.length,
        owner: expect.stringMatching(level),
      },
    ])
    expect((await contentOf(url)).equals(logo)).toBe(true)
  })

  it.each(['clip.mp4', 'clip.mov'])('has the word video for %s', async name => {
    const { url } = await startTestServer()
    const bytes = fixture(name)
    const reply = await upload(url, path, { name, bytes, type: 'application/octet-stream' })
    expect(reply).toMatchObject({ status: 201, body: { name, size: bytes.length, type: 'video' } })
  })

  it('takes a name twice, under two ids', async () => {
    const { url } = await startTestServer()
    expect(await uploadedId(url, path)).not.toBe(await uploadedId(url, path))
    expect(await assetsOf(url)).toMatchObject([{ name: 'photo.jpg' }, { name: 'photo.jpg' }])
  })
})

describe('forms that Zoom takes', () => {
  const file = filePart('file', 'photo.jpg', 'image/jpeg', photo)
  const withHeaders = (...headers: readonly string[]) => ({ headers, content: photo })
  const forms = [
    { what: 'one file', parts: [file] },
    { what: 'a field before the file', parts: [fieldPart('x', 'y'), file] },
    { what: 'a field after the file', parts: [file, fieldPart('x', 'y')] },
    { what: 'a second file, which is dropped', parts: [file, filePart('file', 'b.png', 'image/png', logo)] },
    {
      what: 'a file in another part, which is dropped',
      parts: [filePart('b', 'b', 'image/png', logo), file],
    },
    {
      what: 'a text after the file in a part of the same name',
      parts: [file, fieldPart('file', 'photo.jpg')],
    },
    {
      what: 'a file without a content type',
      parts: [withHeaders('Content-Disposition: form-data; name="file"; filename="photo.jpg"')],
    },
    {
      what: 'a header of its own',
      parts: [
        withHeaders(
          'X-Own: 1',
          'content-disposition: form-data; filename="photo.jpg"; name="file"',
          'X-Two: 2',
        ),
      ],
    },
  ]

  describe.each(levels)('at the $level', ({ path }) => {
    for (const { what, parts } of forms)
      it(`keeps the file of a form with ${what}`, async () => {
        const { url } = await startTestServer()
        const reply = await sendForm(url, path, rawForm(parts))
        expect(reply).toMatchObject({ status: 201, body: { name: 'photo.jpg', size: photo.length } })
        expect(await assetsOf(url)).toHaveLength(1)
        expect((await contentOf(url)).equals(photo)).toBe(true)
      })
  })

  it('keeps the file that follows a part of no form', async () => {
    const { url } = await startTestServer()
    const stray = { headers: ['Content-Type: text/plain'], content: 'hello' }
    expect((await sendForm(url, MINE, rawForm([stray, file]))).status).toBe(201)
    expect((await contentOf(url)).equals(photo)).toBe(true)
  })

  it.each(levels.filter(({ level }) => level !== 'account'))(
    'a file name without quotes is taken at the $level',
    async ({ path }) => {
      const { url } = await startTestServer()
      const part = withHeaders('Content-Disposition: form-data; name=file; filename=photo.jpg')
      expect((await sendForm(url, path, rawForm([part]))).body).toMatchObject({ name: 'photo.jpg' })
    },
  )

  it('a field name without quotes is taken at the account, whose rule is for the file name', async () => {
    const { url } = await startTestServer()
    const part = withHeaders('Content-Disposition: form-data; name=file; filename="photo.jpg"')
    expect((await sendForm(url, pathOf('account', 'me'), rawForm([part]))).status).toBe(201)
  })

  it.each([
    `filename="naive.jpg"; filename*=UTF-8''na%C3%AFve.jpg`,
    `filename*=UTF-8''na%C3%AFve.jpg; filename="naive.jpg"`,
  ])('a quoted file name is taken at the account beside an encoded one: %s', async names => {
    const { url } = await startTestServer()
    const part = withHeaders(`Content-Disposition: form-data; name="file"; ${names}`)
    expect((await sendForm(url, pathOf('account', 'me'), rawForm([part]))).status).toBe(201)
  })
})

describe('the name of a file', () => {
  async function nameOf(disposition: string): Promise<unknown> {
    const { url } = await startTestServer()
    const headers = [
      `Content-Disposition: form-data; name="file"; ${disposition}`,
      'Content-Type: image/jpeg',
    ]
    const reply = await sendForm(url, MINE, rawForm([{ headers, content: photo }]))
    expect(reply.status).toBe(201)
    const { name } = reply.body as { name: string }
    expect(await assetsOf(url)).toMatchObject([{ name }])
    expect((await contentOf(url)).equals(photo)).toBe(true)
    return name
  }

  it.each([
    'u=mdbhhfg3y7&fm=2fdjs0.jpg',
    'San Francisco',
    'žluťoučký kůň 🐎.png',
    'with; semicolon.png',
    "quote's.png",
    '.hidden',
    '__proto__',
    '%2e%2e%2f',
    'x'.repeat(255),
  ])('is kept as sent: %s', async name => {
    expect(await nameOf(`filename="${name}"`)).toBe(name)
  })

  it('is decoded where it is encoded', async () => {
    expect(await nameOf(`filename*=UTF-8''na%C3%AFve%20%E2%82%AC.jpg`)).toBe('naïve €.jpg')
  })

  it.each(['../../../etc/passwd', '..\\..\\boot.ini', '/etc/passwd', 'C:\\fakepath\\a.png'])(
    'never leads out of its folder: %s',
    async name => {
      const kept = await nameOf(`filename="${name}"`)
      expect(name.endsWith(String(kept))).toBe(true)
      expect(kept).not.toBe('')
    },
  )

  it('with a NUL does no harm', async () => {
    const { url } = await startTestServer()
    const part = filePart('file', 'a\0b.jpg', 'image/jpeg', photo)
    const reply = await sendForm(url, MINE, rawForm([part]))
    expect([201, 400]).toContain(reply.status)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(await assetsOf(url)).toHaveLength(reply.status === 201 ? 1 : 0)
    expect((await upload(url)).status).toBe(201)
  })
})

describe('an owner', () => {
  it.each(['account', 'group', 'user'] as const)('may have an id of 256 characters: %s', async level => {
    const { url } = await startTestServer()
    const id = 'x'.repeat(256)
    expect((await upload(url, pathOf(level, id))).status).toBe(201)
    expect(await assetsOf(url)).toMatchObject([{ owner: expect.stringContaining(id) }])
  })

  it('may be named with query keys that nobody knows', async () => {
    const { url } = await startTestServer()
    expect((await upload(url, `${MINE}?file_ids=x&login_type=99&y=%zz`)).status).toBe(201)
  })
})
