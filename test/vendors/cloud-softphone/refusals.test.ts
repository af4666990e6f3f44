import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { clip, documentedForm, documentedRequest, photo, sendRaw, upload } from './softphone.ts'

async function post(url: string, body: Uint8Array | string, type: string): Promise<Response> {
  return fetch(`${url}/upload_media`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
}

async function messageOf(response: Response): Promise<string> {
  return ((await response.json()) as { message: string }).message
}

const credentials = [fieldPart('from', 'alice'), fieldPart('password', 'x')]

describe('a form that is not what the documentation asks for', () => {
  it('is refused when the file part has no file name', async () => {
    const server = await startTestServer()
    const { body, type } = rawForm([
      ...credentials,
      {
        headers: ['Content-Disposition: form-data; name=file', 'Content-Type: video/mp4'],
        content: clip.bytes,
      },
    ])
    const response = await post(server.url, body, type)
    expect(response.status).toBe(400)
    expect(await messageOf(response)).toBe('The media file is missing')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is refused when there is no file part', async () => {
    const server = await startTestServer()
    const { body, type } = rawForm(credentials)
    const response = await post(server.url, body, type)
    expect(response.status).toBe(400)
    expect(await messageOf(response)).toBe('The media file is missing')
  })

  it('is refused when the file has another part’s name, and nothing stays', async () => {
    const server = await startTestServer()
    const { body, type } = rawForm([...credentials, filePart('upload', 'a.jpg', 'image/jpeg', photo.bytes)])
    expect((await post(server.url, body, type)).status).toBe(400)
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is refused when the file is empty', async () => {
    const server = await startTestServer()
    const response = await upload(server.url, { file: { ...photo, bytes: new Uint8Array(0) } })
    expect(response.status).toBe(400)
    expect(await messageOf(response)).toBe('The media file is missing')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is refused with a message when it has no parts at all', async () => {
    const server = await startTestServer({ auth: 'off' })
    const response = await post(server.url, '--boundary--\r\n', 'multipart/form-data; boundary=boundary')
    expect(response.status).toBe(400)
    expect(await messageOf(response)).not.toBe('')
  })

  it('is refused with a message when it has no bytes at all', async () => {
    const server = await startTestServer({ auth: 'off' })
    const response = await post(server.url, '', 'multipart/form-data; boundary=boundary')
    expect(response.status).toBe(400)
    expect(await messageOf(response)).not.toBe('')
  })

  it.each([
    ['in the file', 40],
    ['before the closing boundary', 18],
    ['in the closing boundary', 5],
  ])('is refused when it ends %s, and nothing stays', async (_, missing) => {
    const server = await startTestServer()
    const whole = documentedForm(clip.bytes)
    const reply = await sendRaw(server.port, documentedRequest(whole.subarray(0, whole.length - missing)))
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toEqual({ message: expect.stringMatching(/./) })
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is refused when it ends before its length, and nothing stays', async () => {
    const server = await startTestServer()
    const whole = documentedForm(clip.bytes)
    const connection = await RawConnection.open(server.port)
    connection.socket.end(
      documentedRequest(whole.subarray(0, 700), { length: whole.length, target: '/upload_media?format=xml' }),
    )
    const reply = await connection.reply()
    expect(reply.status).toBe(400)
    expect(reply.headers['content-type']).toBe('text/xml')
    expect(reply.body).toBe('<response><message>The request could not be read</message></response>')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is refused when its lines end in LF alone, and nothing stays', async () => {
    const server = await startTestServer()
    const lf = Buffer.from(documentedForm(Buffer.from('content')).toString('latin1').replaceAll('\r\n', '\n'))
    const reply = await sendRaw(server.port, documentedRequest(lf))
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toEqual({ message: expect.stringMatching(/./) })
    expect(await assetsOf(server.url)).toEqual([])
  })

  it.each(['multipart/form-data', 'multipart/form-data; charset=utf-8', 'multipart/form-data; boundary='])(
    'is refused when its type is "%s"',
    async type => {
      const server = await startTestServer()
      const reply = await sendRaw(server.port, documentedRequest(documentedForm(clip.bytes), { type }))
      expect(reply.status).toBe(400)
      expect(JSON.parse(reply.body)).toEqual({ message: expect.stringMatching(/./) })
    },
  )

  it.each(['application/json', 'application/x-www-form-urlencoded', 'image/jpeg', 'text/plain'])(
    'is refused with 415 when the body is %s instead',
    async type => {
      const server = await startTestServer()
      const response = await post(server.url, '{"from":"alice","password":"x"}', type)
      expect([response.status, await messageOf(response)]).toEqual([
        415,
        'The request must be multipart/form-data',
      ])
    },
  )
})

describe('a request for something else', () => {
  it('gets 405 and the methods that there are', async () => {
    const server = await startTestServer()
    const response = await fetch(`${server.url}/upload_media`, { method: 'DELETE' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST, PUT')
    expect(await messageOf(response)).toBe('Method not allowed')
  })

  it('gets 404 with a message for a path that is no service', async () => {
    const server = await startTestServer()
    const response = await fetch(`${server.url}/upload_media/more`)
    expect(response.status).toBe(404)
    expect(await messageOf(response)).toBe('Not found')
  })

  it('gets 400 with a message for a path with a bad percent-encoding', async () => {
    const server = await startTestServer()
    const reply = await sendRaw(
      server.port,
      'GET /media/%zz?format=xml HTTP/1.1\r\nHost: example.com\r\n\r\n',
    )
    expect(reply.status).toBe(400)
    expect(reply.headers['content-type']).toBe('text/xml')
    expect(reply.body).toBe('<response><message>The request could not be read</message></response>')
  })

  it('gets 400 for a namespace that can’t be one', async () => {
    const server = await startTestServer()
    const response = await upload(server.url, { path: '/ns/UPPER/upload_media' })
    expect(response.status).toBe(400)
    expect(await messageOf(response)).not.toBe('')
  })
})
