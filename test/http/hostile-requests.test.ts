import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fieldPart, filePart, rawForm } from '../helpers/form.ts'
import { fixture, padded } from '../helpers/media.ts'
import { RawConnection } from '../helpers/raw-http.ts'
import { assetsOf, startLoggedServer, startTestServer } from '../helpers/server.ts'

const PATH = '/v2/users/me/settings/virtual_backgrounds'
const GET_HEALTH = 'GET /_mock/health HTTP/1.1\r\nHost: x\r\n\r\n'

function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: { readonly [name: string]: string },
): Promise<Response> {
  return fetch(url, { method: 'POST', headers, body })
}

describe('a form', () => {
  it('is refused when its text fields are megabytes together', async () => {
    const { url } = await startTestServer()
    const fields = Array.from({ length: 98 }, (_, index) => fieldPart(`f${index}`, 'x'.repeat(60_000)))
    const { body, type } = rawForm([...fields, filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))])
    expect((await post(`${url}/upload_media?from=a&password=b`, body, { 'content-type': type })).status).toBe(
      413,
    )
    expect(await assetsOf(url)).toEqual([])
  })

  it.each(['constructor', '__proto__', 'toString'])(
    'may declare a file to be of the type %s',
    async declared => {
      const { url } = await startTestServer()
      const { body, type } = rawForm([filePart('file', 'a.png', declared, fixture('logo.png'))])
      const reply = await post(url + PATH, body, { authorization: 'Bearer x', 'content-type': type })
      expect(reply.status).toBe(201)
      expect(await assetsOf(url)).toMatchObject([{ declaredType: declared.toLowerCase() }])
    },
  )

  it('counts its parts as the parser does when one is of another disposition', async () => {
    const { url } = await startTestServer()
    const odd = { headers: ['Content-Disposition: form-data-x; name="a"; filename=b'], content: 'x' }
    const { body, type } = rawForm([odd, filePart('file', 'a.png', 'image/png', fixture('logo.png'))])
    const path = '/v2/accounts/me/settings/virtual_backgrounds'
    const reply = await post(url + path, body, { authorization: 'Bearer x', 'content-type': type })
    expect(reply.status).toBe(201)
  })
})

describe('JSON that means harm', () => {
  it.each([
    '{"x":{"toString":1}}',
    `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    '{"__proto__":{"a":1}}',
  ])('never makes a precheck fail: %.30s', async body => {
    const { url } = await startTestServer()
    const path = '/upload_media_precheck?from=a&password=b'
    expect((await post(url + path, body, { 'content-type': 'application/json' })).status).toBe(
      body.includes('[[') ? 400 : 200,
    )
  })

  it('gets a refusal of bounded length for a million mistakes', async () => {
    const { url } = await startTestServer({ auth: 'off' })
    const tags = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`aws:${index}`, 1]))
    const body = JSON.stringify({ Name: 'n', Tags: tags })
    const reply = await fetch(`${url}/workspaces/i`, { method: 'PUT', body })
    expect(reply.status).toBe(400)
    expect((await reply.text()).length).toBeLessThan(5_000)
  })
})

describe('one connection with several requests', () => {
  it('never mixes a complaint into a reply that is under way', async () => {
    const server = await startTestServer()
    const { body, type } = rawForm([filePart('file', 'a.jpg', 'image/jpeg', padded('photo.jpg', 30_000_000))])
    const reply = await post(`${server.url}/upload_media?from=a&password=b`, body, { 'content-type': type })
    const { media_url } = (await reply.json()) as { media_url: string }
    const connection = await RawConnection.open(server.port)
    connection.write(`GET ${new URL(media_url).pathname} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await connection.receives('200 OK')
    connection.write(`${GET_HEALTH}NONSENSE\r\n\r\n`)
    await connection.closed()
    expect(connection.received).not.toContain('400 Bad Request')
  })

  it('answers broken HTTP that follows a good exchange', async () => {
    const server = await startTestServer()
    const connection = await RawConnection.open(server.port)
    connection.write(GET_HEALTH)
    await connection.receives('uptimeMs')
    connection.write('GET / HTTP/1.1\r\nBad Header\r\n\r\n')
    await connection.receives('400 Bad Request')
    await connection.closed()
  })

  it('answers a client that ends its side when it has said all', async () => {
    const server = await startTestServer()
    const { body, type } = rawForm([filePart('file', 'a.jpg', 'image/jpeg', padded('photo.jpg', 5_000_000))])
    const connection = await RawConnection.open(server.port)
    connection.write(
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    connection.socket.end(body)
    expect((await connection.reply()).status).toBe(201)
  })
})

describe('an unusual head', () => {
  it.each([
    ['no Host', `GET ${PATH} HTTP/1.1\r\nAuthorization: Bearer x\r\n\r\n`],
    [
      'an unknown expectation',
      `GET ${PATH} HTTP/1.1\r\nHost: x\r\nExpect: weird\r\nAuthorization: Bearer x\r\n\r\n`,
    ],
    [
      'an address with a host',
      `GET http://other${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n`,
    ],
    [
      'an address with a host and a namespace',
      `GET http://other/ns/a${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n`,
    ],
  ])('is answered in the vendor’s words with %s', async (_, request) => {
    const server = await startTestServer()
    const connection = await RawConnection.open(server.port)
    connection.write(request)
    const reply = await connection.reply()
    expect(reply.headers).toHaveProperty('x-zm-trackingid')
    expect(JSON.parse(reply.body)).toHaveProperty('code')
    connection.socket.destroy()
  })

  it('is answered in the control API’s words below /_mock', async () => {
    const { url } = await startTestServer()
    const reply = await fetch(`${url}/_mock/assets/%zz`)
    expect(reply.status).toBe(400)
    expect(await reply.json()).toMatchObject({ error: { code: 'malformed', path: 'url' } })
  })
})

describe('a body without end', () => {
  it.each([
    ['a path that can’t be read', 'POST /v2/%zz HTTP/1.1'],
    ['a stored file', 'GET /media/MEDIA HTTP/1.1'],
  ])('is cut at %s', async (_, line) => {
    const server = await startTestServer({ limits: { drainBytes: 1_000_000 } })
    const { body, type } = rawForm([filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))])
    const reply = await post(`${server.url}/upload_media?from=a&password=b`, body, { 'content-type': type })
    const { media_url } = (await reply.json()) as { media_url: string }
    const connection = await RawConnection.open(server.port)
    connection.write(
      `${line.replace('/media/MEDIA', new URL(media_url).pathname)}\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n`,
    )
    await connection.writeAll(Buffer.alloc(60_000_000))
    await connection.closed()
  })
})

describe('the log', () => {
  it('has no word of a body that can’t be read', async () => {
    const { server, log } = await startLoggedServer()
    const body = '{"from":"bob","password":hunter2-secret}'
    await post(`${server.url}/upload_media_precheck`, body, { 'content-type': 'application/json' })
    expect(log()).toContain('refused')
    expect(log()).not.toMatch(/hunter2|bob/)
  })

  it('has no word of an address that can’t be fetched, nor has the reply', async () => {
    const target = createServer((_, response) => response.writeHead(500).end()).listen(0, '127.0.0.1')
    await once(target, 'listening')
    onTestFinished(() => void target.close())
    const address = target.address()
    const host = typeof address === 'object' ? `127.0.0.1:${address?.port}` : ''
    const { server, log } = await startLoggedServer({
      auth: 'off',
      vendors: { 'amazon-connect': { fetchMediaSource: { hosts: [host] } } },
    })
    const body = JSON.stringify({
      MediaType: 'IMAGE_LOGO_DARK_FAVICON',
      MediaSource: `http://u:s3cret@${host}/x`,
    })
    const reply = await post(`${server.url}/workspaces/i/w/media`, body, {})
    expect(reply.status).toBe(400)
    expect(await reply.text()).not.toContain('s3cret')
    expect(log()).not.toContain('s3cret')
  })

  it('calls a client that went away no error of ours', async () => {
    const { server, log } = await startLoggedServer()
    const { body, type } = rawForm([filePart('file', 'a.jpg', 'image/jpeg', padded('photo.jpg', 2_000_000))])
    const connection = await RawConnection.open(server.port)
    connection.write(
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    await connection.writeAll(body.subarray(0, 1_000_000))
    connection.socket.resetAndDestroy()
    await expect.poll(log).toContain('refused')
    expect(log()).not.toContain('internal error')
  })
})
