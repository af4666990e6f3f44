import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture, padded } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import {
  clip,
  documentedForm,
  documentedRequest,
  johndow,
  photo,
  sendRaw,
  upload,
  uploadedUrl,
} from './softphone.ts'

describe('the documentation’s own requests', () => {
  it.each(['POST', 'PUT'])('are accepted byte for byte with %s', async method => {
    const server = await startTestServer()
    const connection = await RawConnection.open(server.port)
    connection.write(
      documentedRequest(documentedForm(clip.bytes), { method, host: `127.0.0.1:${server.port}` }),
    )
    const reply = await connection.reply()
    await connection.closed()
    expect(reply.status).toBe(200)
    expect(reply.headers.connection).toBe('close')
    expect(reply.headers['content-type']).toBe('application/json')
    const { media_url } = JSON.parse(reply.body) as { media_url: string }
    expect(media_url).toMatch(new RegExp(`^${server.url}/media/[0-9a-f]{32}\\.mp4$`))
    const media = await fetch(media_url)
    expect(media.headers.get('content-type')).toBe('video/mp4')
    expect(Buffer.from(await media.arrayBuffer())).toEqual(clip.bytes)
    expect(await assetsOf(server.url)).toMatchObject([
      { vendor: 'cloud-softphone', owner: 'johndow', name: 'helloworld.mp4', declaredType: 'video/mp4' },
    ])
  })

  it('carry bytes that look like line ends and boundaries', async () => {
    const server = await startTestServer()
    const bytes = Buffer.concat([
      clip.bytes,
      Buffer.from('\r\n--boundar\r\n\n--boundary\0\r\n--'),
      clip.bytes,
    ])
    const reply = await sendRaw(server.port, documentedRequest(documentedForm(bytes)))
    const { media_url } = JSON.parse(reply.body) as { media_url: string }
    const media = await fetch(server.url + new URL(media_url).pathname)
    expect(Buffer.from(await media.arrayBuffer())).toEqual(bytes)
  })

  it('answer with the address at which the client reached the server', async () => {
    const server = await startTestServer()
    const reply = await sendRaw(server.port, documentedRequest(documentedForm(clip.bytes)))
    expect(JSON.parse(reply.body)).toEqual({
      media_url: expect.stringMatching(/^http:\/\/example\.com\/media\/\w+\.mp4$/),
    })
  })
})

describe('upload', () => {
  it('takes parts in any order, and ignores unknown ones', async () => {
    const server = await startTestServer()
    const { body, type } = rawForm([
      filePart('file', 'a.jpg', 'image/jpeg', photo.bytes),
      fieldPart('unknown', 'x'),
      fieldPart('password', 'secret'),
      fieldPart('from', 'alice'),
    ])
    const response = await fetch(`${server.url}/upload_media`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(body),
    })
    expect(response.status).toBe(200)
    expect(await assetsOf(server.url)).toMatchObject([{ owner: 'alice', name: 'a.jpg' }])
  })

  it('is not confused by a part that has no name', async () => {
    const server = await startTestServer()
    const { body, type } = rawForm([
      { headers: ['Content-Type: text/plain'], content: 'nobody reads this' },
      fieldPart('from', 'alice'),
      filePart('file', 'a.jpg', 'image/jpeg', photo.bytes),
    ])
    const response = await fetch(`${server.url}/upload_media`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(body),
    })
    expect(response.status).toBe(200)
    expect(await assetsOf(server.url)).toMatchObject([{ name: 'a.jpg', declaredType: 'image/jpeg' }])
  })

  it('keeps each upload of the same file', async () => {
    const server = await startTestServer()
    const first = await uploadedUrl(server.url)
    const second = await uploadedUrl(server.url)
    expect(second).not.toBe(first)
    expect(await assetsOf(server.url)).toHaveLength(2)
  })

  it('gives the same ids for the same seed', async () => {
    const [one, other] = await Promise.all([startTestServer({ seed: 7 }), startTestServer({ seed: 7 })])
    const path = (url: string) => new URL(url).pathname
    expect(path(await uploadedUrl(one.url))).toBe(path(await uploadedUrl(other.url)))
    expect(path(await uploadedUrl(one.url))).toBe(path(await uploadedUrl(other.url)))
  })

  it.each([
    'from=johndow&password=1&to=%2B44201234&media_size=1',
    'from=johndow&password=1&sms_to=+44201234&media_size=456000',
    'from=johndow&password=100%&to=a%b%zz',
  ])('takes the raw query %s, and does not believe its media_size', async query => {
    const server = await startTestServer()
    const reply = await sendRaw(
      server.port,
      documentedRequest(documentedForm(clip.bytes), { target: `/upload_media?${query}` }),
    )
    expect(reply.status).toBe(200)
    expect(await assetsOf(server.url)).toMatchObject([{ owner: 'johndow', bytes: clip.bytes.length }])
  })

  it('does not take a raw + in a user name for a space', async () => {
    const server = await startTestServer()
    const path = '/upload_media?from=+44201234&password=1'
    expect((await upload(server.url, { path, fields: {} })).status).toBe(200)
    expect(await assetsOf(server.url)).toMatchObject([{ owner: '+44201234' }])
  })

  it('answers at every configured path, and at no other', async () => {
    const server = await startTestServer({
      vendors: { 'cloud-softphone': { paths: { upload: ['/api/v2/media', '/send'] } } },
    })
    expect((await upload(server.url, { path: '/api/v2/media' })).status).toBe(200)
    expect((await upload(server.url, { path: '/send', method: 'PUT' })).status).toBe(200)
    expect((await upload(server.url)).status).toBe(404)
    expect((await upload(server.url, { path: '/upload_message' })).status).toBe(404)
  })

  it('has the alias of the documentation’s URL example', async () => {
    const server = await startTestServer()
    expect((await upload(server.url, { path: '/upload_message' })).status).toBe(200)
  })
})

describe('the declared type', () => {
  it.each([
    ['image/jpeg', '.jpg'],
    ['video/mp4', '.mp4'],
    ['image/jpg', '.jpg'],
    ['IMAGE/JPEG', '.jpg'],
  ])('%s is accepted, and the address ends in %s', async (type, ending) => {
    const server = await startTestServer()
    expect(await uploadedUrl(server.url, { file: { ...photo, type } })).toMatch(new RegExp(`\\${ending}$`))
  })

  it.each(['image/png', 'image/gif', 'video/quicktime', 'application/octet-stream', 'text/plain'])(
    '%s is refused with 415, and nothing stays',
    async type => {
      const server = await startTestServer()
      const response = await upload(server.url, { file: { ...photo, type } })
      expect(response.status).toBe(415)
      expect(await response.json()).toEqual({ message: 'Only image/jpeg and video/mp4 can be uploaded' })
      expect(await assetsOf(server.url)).toEqual([])
    },
  )

  it('is judged, not the content: what differs is accepted and served as declared', async () => {
    const server = await startTestServer()
    const png = { name: 'a.jpg', type: 'image/jpeg', bytes: fixture('png-named.jpg') }
    const media = await fetch(await uploadedUrl(server.url, { file: png }))
    expect(media.headers.get('content-type')).toBe('image/jpeg')
    expect(Buffer.from(await media.arrayBuffer())).toEqual(png.bytes)
    expect(await assetsOf(server.url)).toMatchObject([{ type: 'image/png', declaredType: 'image/jpeg' }])
  })

  it('must be there', async () => {
    const server = await startTestServer()
    const { body, type } = rawForm([
      fieldPart('from', 'alice'),
      {
        headers: ['Content-Disposition: form-data; name="file"; filename="a.jpg"'],
        content: photo.bytes,
      },
    ])
    const response = await fetch(`${server.url}/upload_media`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(body),
    })
    expect(response.status).toBe(415)
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('follows the configured types', async () => {
    const server = await startTestServer({ policies: { 'cloud-softphone.media': { types: ['image/png'] } } })
    expect((await upload(server.url, { file: { ...photo, type: 'image/png' } })).status).toBe(200)
    expect((await upload(server.url)).status).toBe(415)
  })
})

describe('the size cap', () => {
  const policies = { 'cloud-softphone.media': { maxBytes: 5_000 } }

  it('accepts a file of exactly as many bytes', async () => {
    const server = await startTestServer({ policies })
    const media = await fetch(
      await uploadedUrl(server.url, { file: { ...photo, bytes: padded('photo.jpg', 5_000) } }),
    )
    expect((await media.arrayBuffer()).byteLength).toBe(5_000)
  })

  it('refuses one byte more with 413 and a message, and nothing stays', async () => {
    const server = await startTestServer({ policies })
    const response = await upload(server.url, { file: { ...photo, bytes: padded('photo.jpg', 5_001) } })
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({ message: 'The media file is larger than 5000 bytes' })
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('frees the bytes of refused files', async () => {
    const server = await startTestServer({ policies, limits: { memoryBytes: 12_000 } })
    for (let n = 0; n < 6; n++) {
      const response = await upload(server.url, { file: { ...photo, bytes: padded('photo.jpg', 9_000) } })
      expect(response.status).toBe(413)
    }
    expect((await upload(server.url)).status).toBe(200)
  })

  it('is not the store’s: a full one answers 507 with a message', async () => {
    const server = await startTestServer({ limits: { memoryBytes: 1_000 } })
    const response = await upload(server.url)
    expect(response.status).toBe(507)
    expect(await response.json()).toEqual({ message: 'No space is left for media' })
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('may be joined by a quota', async () => {
    const server = await startTestServer({ policies: { 'cloud-softphone.media': { quota: 1 } } })
    expect((await upload(server.url)).status).toBe(200)
    expect((await upload(server.url)).status).toBe(403)
    expect((await upload(server.url, { fields: { ...johndow, from: 'other' } })).status).toBe(200)
    expect(await assetsOf(server.url)).toHaveLength(2)
  })
})
