import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, type RawPart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { importMedia, logo, logo64 } from '../../vendors/amazon-connect/connect.ts'
import { call, MINE, remove, sendForm } from '../../vendors/zoom/zoom-client.ts'
import { type Entry, lastEntry, listed } from '../journal-client.ts'

const photo = fixture('photo.jpg')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const file = filePart('file', 'photo.jpg', 'image/jpeg', photo)

/** Uploads a form to Zoom, which takes any field beside the file, and answers its parts as the journal has them. */
async function partsOf(
  parts: readonly RawPart[],
  { status = 201, config = {} }: { readonly status?: number; readonly config?: object } = {},
): Promise<{ readonly url: string; readonly body: Buffer; readonly parts: Entry['parts'] }> {
  const { url } = await startTestServer(config)
  const form = rawForm(parts)
  expect((await sendForm(url, MINE, form)).status).toBe(status)
  return { url, body: form.body, parts: (await lastEntry(url)).parts }
}

describe('the parts of a form', () => {
  it('are told in their order, with where each begins in the body', async () => {
    const text = 'hällo --test'
    const sent = [fieldPart('before', text), file, fieldPart('after', '')]
    const { body, parts } = await partsOf(sent)
    expect(parts).toEqual([
      {
        name: 'before',
        filename: null,
        declaredType: null,
        sniffedType: null,
        bytes: Buffer.byteLength(text),
        offset: '--test-boundary\r\n'.length,
        sha256: null,
      },
      {
        name: 'file',
        filename: 'photo.jpg',
        declaredType: 'image/jpeg',
        sniffedType: 'image/jpeg',
        bytes: photo.length,
        offset: expect.any(Number),
        sha256: sha256(photo),
      },
      expect.objectContaining({ name: 'after', bytes: 0, sha256: null }),
    ])
    for (const [index, part] of parts.entries()) {
      const header = sent[index]?.headers.join('\r\n') ?? ''
      expect(body.toString('utf8', part.offset, part.offset + Buffer.byteLength(header))).toBe(header)
    }
  })

  it.each([
    ['../../etc/passwd.jpg', 'filename="../../etc/passwd.jpg"'],
    ['C:\\photos\\a.jpg', 'filename="C:\\photos\\a.jpg"'],
    ['背景 ü 🏞️.jpg', 'filename="背景 ü 🏞️.jpg"'],
    ['a; b.jpg', 'filename="a; b.jpg"'],
    ['%22.jpg', 'filename="%22.jpg"'],
    ['a.jpg', 'filename=a.jpg'],
    ['naïve.jpg', "filename*=UTF-8''na%C3%AFve.jpg"],
    ['plain.jpg', 'filename="plain.jpg"; filename*=UTF-8\'\'na%C3%AFve.jpg'],
  ])('have the file name as it was sent: %s', async (filename, parameter) => {
    const headers = [`Content-Disposition: form-data; name="file"; ${parameter}`, 'Content-Type: image/jpeg']
    const { parts } = await partsOf([{ headers, content: photo }])
    expect(parts).toMatchObject([{ name: 'file', filename, bytes: photo.length }])
  })

  it('have both types where the content is not what was declared', async () => {
    const { parts } = await partsOf([filePart('file', 'a.jpg', 'image/jpeg', fixture('png-named.jpg'))])
    expect(parts).toMatchObject([{ declaredType: 'image/jpeg', sniffedType: 'image/png' }])
  })

  it('have null for what was not said', async () => {
    const headers = ['Content-Disposition: form-data; name="file"; filename="a"']
    const { parts } = await partsOf([{ headers, content: photo }])
    expect(parts).toMatchObject([{ filename: 'a', declaredType: null, sniffedType: 'image/jpeg' }])
  })

  it('are never cut in silence where a line of theirs begins like the delimiter', async () => {
    const content = Buffer.concat([photo, Buffer.from('\r\n--test-boundary-not\r\n\r\nx')])
    const { parts } = await partsOf([filePart('file', 'a.jpg', 'image/jpeg', content)], { status: 400 })
    expect(parts).toMatchObject([{ bytes: content.length }])
  })

  it('are told of a form that was refused', async () => {
    const { parts } = await partsOf([filePart('image', 'a.jpg', 'image/jpeg', photo)], { status: 400 })
    expect(parts).toMatchObject([{ name: 'image', filename: 'a.jpg', bytes: photo.length, sha256: null }])
  })

  it('have each its own hash, where two have the same name', async () => {
    const { parts } = await partsOf([file, filePart('file', 'b.png', 'image/png', fixture('logo.png'))])
    expect(parts.map(part => [part.filename, part.bytes])).toEqual([
      ['photo.jpg', photo.length],
      ['b.png', fixture('logo.png').length],
    ])
    expect(parts[0]?.sha256).toBe(sha256(photo))
    expect([null, sha256(fixture('logo.png'))]).toContain(parts[1]?.sha256)
  })

  it.each(['lazy', 'eager'])('have the file’s hash when it is made %s', async hash => {
    const { url, parts } = await partsOf([file], { config: { hash } })
    expect(parts).toMatchObject([{ sha256: sha256(photo) }])
    expect((await listed(url)).items[0]?.parts).toEqual(parts)
  })

  it('lose the hash with the bytes, unless it was made while they came', async () => {
    for (const [hash, expected] of [
      ['lazy', null],
      ['eager', sha256(photo)],
    ] as const) {
      const { url } = await startTestServer({ hash })
      const reply = await sendForm(url, MINE, rawForm([file]))
      await remove(url, `?file_ids=${(reply.body as { id: string }).id}`)
      expect((await listed(url)).items[0]?.parts).toMatchObject([{ sha256: expected }])
    }
  })

  it('never tell where the bytes are kept', async () => {
    const { url } = await partsOf([file])
    expect(JSON.stringify(await listed(url))).not.toContain('blob')
  })
})

describe('a body that is no form', () => {
  it('is a part where it is a file: the bytes of a message', async () => {
    const { url } = await startTestServer()
    const allocated = await fetch(`${url}/mmmsg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contentType: 'image/jpeg', contentSize: photo.length }),
    })
    const place = ((await allocated.json()) as { url: string }).url
    const headers = { 'content-type': 'application/octet-stream' }
    await fetch(place, { method: 'PUT', headers, body: new Uint8Array(photo) })
    expect(await lastEntry(url)).toMatchObject({
      operation: 'putMedia',
      outcome: 'accepted',
      committed: true,
      body: null,
      bodyBytes: photo.length,
      credential: null,
      parts: [
        {
          name: 'body',
          filename: null,
          declaredType: 'application/octet-stream',
          sniffedType: 'image/jpeg',
          bytes: photo.length,
          offset: 0,
          sha256: sha256(photo),
        },
      ],
    })
  })

  it('has a part where a member of its JSON is a file, at the file’s first character', async () => {
    const { url } = await startTestServer()
    await importMedia(url)
    const entry = await lastEntry(url)
    const sent = JSON.stringify({ MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource: logo64 })
    expect(entry).toMatchObject({
      operation: 'ImportWorkspaceMedia',
      owners: ['i1', 'w1', 'AKIDEXAMPLE'],
      bodyBytes: sent.length,
      body: { MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource: expect.stringMatching(/^iVBOR/) },
      parts: [
        {
          name: 'MediaSource',
          filename: null,
          declaredType: null,
          sniffedType: 'image/png',
          bytes: logo.length,
          offset: sent.indexOf(logo64),
          sha256: sha256(logo),
        },
      ],
    })
    expect(JSON.stringify(entry).length).toBeLessThan(5_000)
  })

  it.each([
    ['whose length is announced', false],
    ['in chunks of no announced length', true],
  ])('is told with its values and its bytes %s', async (_, isChunked) => {
    const { url } = await startTestServer()
    const text = JSON.stringify({ in_meeting: { virtual_background: true } })
    const init = {
      method: 'PATCH',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    }
    const chunks = new Blob([text]).stream()
    await fetch(`${url}/v2/users/me/settings`, {
      ...init,
      ...(isChunked ? { body: chunks, duplex: 'half' as const } : { body: text }),
    })
    expect(await lastEntry(url)).toMatchObject({
      operation: 'updateUserSettings',
      committed: true,
      body: { in_meeting: { virtual_background: true } },
      bodyBytes: text.length,
      parts: [],
    })
  })

  it('is told by its fields where it is urlencoded', async () => {
    const { url } = await startTestServer()
    const body = new URLSearchParams({
      from: 'ann',
      password: 'x',
      media_size: '5',
      content_type: 'image/jpeg',
    })
    await fetch(`${url}/upload_media_precheck`, { method: 'POST', body })
    expect(await lastEntry(url)).toMatchObject({
      operation: 'precheckUpload',
      body: { from: 'ann', media_size: '5', content_type: 'image/jpeg' },
      bodyBytes: body.toString().length,
    })
  })

  it('is null where there is none', async () => {
    const { url } = await startTestServer()
    await call(url, '/v2/users/me')
    expect(await lastEntry(url)).toMatchObject({ body: null, bodyBytes: 0, parts: [] })
  })
})
