import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'

const PHOTO = fixture('photo.jpg')
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
const ZOOM = '/v2/users/me/settings/virtual_backgrounds'
const WEBEX = '/v1/telephony/config/devices/phone-1/actions/backgroundImageUpload/invoke'
const CONNECT = '/workspaces/i1/w1/media'
const SOFTPHONE = '/upload_media'

const form = rawForm([
  fieldPart('from', 'alice'),
  fieldPart('password', 'x'),
  fieldPart('fileName', 'logo'),
  filePart('file', 'photo.jpg', 'image/jpeg', PHOTO),
])
const json = {
  body: Buffer.from(
    JSON.stringify({ MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource: PHOTO.toString('base64') }),
  ),
  type: 'application/json',
}
const BEARER = { Authorization: 'Bearer x' }
const SIGNED = {
  Authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
}

interface Asked {
  readonly path: string
  readonly method?: string
  readonly headers?: { readonly [name: string]: string }
  readonly content?: { readonly body: Uint8Array; readonly type: string }
  readonly expectation?: string
}

/** Sends the head of an upload that asks first, and keeps its body for itself. */
async function ask(port: number, asked: Asked): Promise<RawConnection> {
  const { path, method = 'POST', headers = {}, content = form, expectation = '100-continue' } = asked
  const all = {
    Host: `127.0.0.1:${port}`,
    'Content-Type': content.type,
    'Content-Length': String(content.body.length),
    Expect: expectation,
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  const connection = await RawConnection.open(port)
  connection.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return connection
}

/** Expects a refusal, whole, without `100 Continue`, and the end of the connection. Answers its body. */
async function expectRefused(connection: RawConnection, status: number): Promise<string> {
  const reply = await connection.reply()
  expect(connection.received).not.toContain('100 Continue')
  expect(reply.status).toBe(status)
  expect(reply.headers.connection).toBe('close')
  await connection.closed()
  return reply.body
}

/** Expects to be told to go on, sends the body, and waits for the reply's beginning. */
async function goOn(connection: RawConnection, body: Uint8Array, reply = 'HTTP/1.1 20'): Promise<void> {
  await connection.receives(CONTINUE)
  expect(connection.received).toBe(CONTINUE)
  await connection.writeAll(body)
  await connection.receives(reply)
}

describe('what the head alone decides', () => {
  it.each<[string, Asked, number]>([
    ['Webex', { path: WEBEX }, 401],
    ['Zoom', { path: ZOOM }, 401],
    ['Zoom, a credential of another scheme', { path: ZOOM, headers: { Authorization: 'Basic eDp5' } }, 401],
    ['Amazon Connect', { path: CONNECT, content: json }, 403],
    ['Amazon Connect, half a credential', { path: CONNECT, content: json, headers: BEARER }, 403],
  ])('is refused without its body: no credential at %s', async (_, asked, status) => {
    const { url, port } = await startTestServer()
    const body = await expectRefused(await ask(port, asked), status)
    expect(JSON.parse(body)).not.toHaveProperty('statusCode')
    expect(await assetsOf(url)).toEqual([])
  })

  it.each<[string, Asked, number]>([
    ['an unknown token', { path: ZOOM, headers: BEARER }, 401],
    ['an expired token', { path: ZOOM, headers: { Authorization: 'Bearer old' } }, 401],
    ['a token without the scope', { path: ZOOM, headers: { Authorization: 'Bearer poor' } }, 400],
    ['an unknown key', { path: CONNECT, content: json, headers: SIGNED }, 403],
  ])('is refused without its body in strict mode: %s', async (_, asked, status) => {
    const { url, port } = await startTestServer({
      auth: 'strict',
      credentials: {
        zoom: [
          { token: 'old', scopes: ['user:write'], expiresAt: '2020-01-01T00:00:00Z' },
          { token: 'poor', scopes: ['user:read'] },
        ],
      },
    })
    await expectRefused(await ask(port, asked), status)
    expect(await assetsOf(url)).toEqual([])
  })

  it.each<[string, Asked, number]>([
    ['of Webex', { path: '/v1/nothing', headers: BEARER }, 404],
    ['of Zoom', { path: '/v2/nothing', headers: BEARER }, 404],
    ['of Cloud Softphone', { path: '/media/x/y' }, 404],
    ['of Amazon Connect', { path: '/workspaces/i1/w1/nothing', content: json, headers: SIGNED }, 404],
    ['of nobody', { path: '/nothing' }, 404],
    ['of Zoom, with JSON', { path: '/v2/nothing', content: json, headers: BEARER }, 404],
    ['with another method and JSON', { path: ZOOM, method: 'PATCH', content: json, headers: BEARER }, 405],
    ['with another method', { path: ZOOM, method: 'PUT', headers: BEARER }, 405],
    ['with a namespace that can’t be', { path: `/ns/NOT_A_NAME${ZOOM}`, headers: BEARER }, 400],
  ])('is refused without its body: a path %s', { timeout: 5_000 }, async (_, asked, status) => {
    const { port } = await startTestServer()
    const body = await expectRefused(await ask(port, asked), status)
    expect(JSON.parse(body)).not.toHaveProperty('statusCode')
  })

  it.each<[string, string, number, Asked]>([
    ['Zoom', 'zoom', 2, { path: ZOOM, headers: BEARER }],
    ['Amazon Connect', 'amazon-connect', 5, { path: CONNECT, content: json, headers: SIGNED }],
  ])('is refused without its body: too many requests at %s', async (_, vendor, limit, asked) => {
    const plan = vendor === 'zoom' ? { plan: 'free' } : {}
    const { url, port } = await startTestServer(
      { vendors: { [vendor]: { rateLimit: 'on', ...plan } } },
      { clock: new TestClock() },
    )
    const content = asked.content ?? form
    const first = []
    for (let at = 0; at < limit; at++) {
      const headers = { ...asked.headers, 'content-type': content.type }
      const response = await fetch(url + asked.path, {
        method: 'POST',
        headers,
        body: new Uint8Array(content.body),
      })
      first.push(response.ok)
    }
    expect(first).toEqual(Array.from({ length: limit }, () => true))
    const stored = await assetsOf(url)
    await expectRefused(await ask(port, asked), 429)
    expect(await assetsOf(url)).toEqual(stored)
  })

  it('is no matter to a client that sends its body all the same', async () => {
    const { url, port } = await startTestServer()
    const connection = await ask(port, { path: ZOOM })
    connection.write(form.body)
    expect(await connection.reply()).toMatchObject({ status: 401 })
    await connection.closed()
    expect(await assetsOf(url)).toEqual([])
  })

  it('is nobody else’s matter: the next connection is served', async () => {
    const { url, port } = await startTestServer()
    await expectRefused(await ask(port, { path: ZOOM }), 401)
    await goOn(await ask(port, { path: ZOOM, headers: BEARER }), form.body)
    expect(await assetsOf(url)).toHaveLength(1)
  })
})

describe('what the head does not decide', () => {
  it.each<[string, Asked]>([
    ['Webex', { path: WEBEX, headers: BEARER }],
    ['Zoom', { path: ZOOM, headers: BEARER }],
    ['Cloud Softphone, whose credential is in the form', { path: SOFTPHONE }],
    ['Amazon Connect', { path: CONNECT, content: json, headers: SIGNED }],
    ['the expectation in capitals', { path: ZOOM, headers: BEARER, expectation: '100-Continue' }],
  ])('is told to go on, and the upload succeeds: %s', async (_, asked) => {
    const { url, port } = await startTestServer()
    const connection = await ask(port, asked)
    await goOn(connection, (asked.content ?? form).body)
    connection.socket.destroy()
    expect(await assetsOf(url)).toMatchObject([{ bytes: PHOTO.length }])
  })

  it('is refused after its body where the body is wrong', async () => {
    const { url, port } = await startTestServer()
    const content = rawForm([filePart('file', 'x.jpg', 'image/jpeg', Buffer.from('no image'))])
    const connection = await ask(port, { path: ZOOM, headers: BEARER, content })
    await goOn(connection, content.body, 'HTTP/1.1 400')
    connection.socket.destroy()
    expect(await assetsOf(url)).toEqual([])
  })

  it('leaves the connection good for the next request', async () => {
    const { url, port } = await startTestServer()
    const connection = await ask(port, { path: ZOOM, headers: BEARER })
    await goOn(connection, form.body, '"size"')
    connection.write(`GET /_mock/health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    await connection.receives('"status":"ok"')
    expect(connection.received.match(/HTTP\/1\.1 100/g)).toHaveLength(1)
    connection.socket.destroy()
    expect(await assetsOf(url)).toHaveLength(1)
  })

  it('leaves nothing when the client hangs up after it was told to go on', async () => {
    const { url, port } = await startTestServer()
    const connection = await ask(port, { path: ZOOM, headers: BEARER })
    await connection.receives(CONTINUE)
    connection.socket.destroy()
    await goOn(await ask(port, { path: ZOOM, headers: BEARER }), form.body)
    expect(await assetsOf(url)).toHaveLength(1)
  })
})

describe('an expectation that nobody knows', () => {
  it.each(['weird', '200-ok', '100-continued'])(
    'is passed over, and the upload succeeds: %s',
    async expectation => {
      const { url, port } = await startTestServer()
      const connection = await ask(port, { path: ZOOM, headers: BEARER, expectation })
      await connection.writeAll(form.body)
      expect(await connection.reply()).toMatchObject({ status: 201 })
      connection.socket.destroy()
      expect(await assetsOf(url)).toHaveLength(1)
    },
  )

  it.each([
    [ZOOM, 401],
    ['/v2/nothing', 404],
    ['/nothing', 404],
  ])('is refused in no framework’s words where the rest is: %s', async (path, status) => {
    const { port } = await startTestServer()
    const connection = await ask(port, { path, expectation: 'weird' })
    await connection.writeAll(form.body)
    const reply = await connection.reply()
    connection.socket.destroy()
    expect(reply.status).toBe(status)
    expect(JSON.parse(reply.body)).toMatchObject({ message: expect.stringMatching(/./) })
    expect(JSON.parse(reply.body)).not.toHaveProperty('statusCode')
  })
})
