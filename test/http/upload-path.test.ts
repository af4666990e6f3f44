import { mkdtempSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { filePart, rawForm } from '../helpers/form.ts'
import { fixture, padded } from '../helpers/media.ts'
import { RawConnection } from '../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../helpers/server.ts'

const PATH = '/v2/users/me/settings/virtual_backgrounds'
const PHOTO = fixture('photo.jpg')

function head(path: string, headers: { readonly [name: string]: string | number }, method = 'POST'): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer x\r\n${lines.join('')}\r\n`
}

function form(content: Uint8Array) {
  return rawForm([filePart('file', 'photo.jpg', 'image/jpeg', content)])
}

function uploadHead(body: Uint8Array, type: string, more: { readonly [name: string]: string } = {}): string {
  return head(PATH, { 'Content-Type': type, 'Content-Length': body.length, ...more })
}

function dataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'uploadmock-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

describe('a form that is refused while it arrives', () => {
  it('is answered within a second while the client still writes 100 MB', async () => {
    const server = await startTestServer()
    const { body, type } = form(padded('photo.jpg', 100 * 1024 * 1024))
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type))
    await connection.writeAll(body.subarray(0, 16 * 1024 * 1024))
    const asked = performance.now()
    expect(await connection.reply()).toMatchObject({ status: 400 })
    expect(performance.now() - asked).toBeLessThan(1_000)
    connection.socket.destroy()
  })

  it('is read to its end, so that a client that reads only after writing gets the answer', async () => {
    const server = await startTestServer()
    const { body, type } = form(padded('photo.jpg', 40 * 1024 * 1024))
    const connection = await RawConnection.open(server.port)
    connection.socket.pause()
    connection.write(uploadHead(body, type))
    await connection.writeAll(body)
    connection.socket.resume()
    expect(JSON.parse((await connection.reply()).body)).toEqual({
      code: 120,
      message: 'File size cannot exceed 15M.',
    })
  })

  it('leaves the connection good for the next request', async () => {
    const server = await startTestServer()
    const large = form(padded('photo.jpg', 20 * 1024 * 1024))
    const small = form(PHOTO)
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(large.body, large.type))
    await connection.writeAll(large.body)
    const first = await connection.reply()
    connection.write(Buffer.concat([Buffer.from(uploadHead(small.body, small.type)), small.body]))
    await connection.receives('201 Created')
    expect(first.status).toBe(400)
    expect(await assetsOf(server.url)).toHaveLength(1)
    connection.socket.destroy()
  })

  it('answers in full on a connection that the client wants closed', async () => {
    const server = await startTestServer()
    const { body, type } = form(padded('photo.jpg', 30 * 1024 * 1024))
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type, { Connection: 'close' }))
    await connection.writeAll(body)
    await connection.closed()
    expect(connection.received).toContain('File size cannot exceed 15M.')
  })

  it('is cut off when it has no end', async () => {
    const server = await startTestServer({ limits: { drainBytes: 4 * 1024 * 1024 } })
    const { body, type } = form(padded('photo.jpg', 60 * 1024 * 1024))
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type))
    await connection.writeAll(body)
    await connection.closed()
    expect(connection.received).toContain('HTTP/1.1 400')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is cut off when its client neither writes on nor leaves', async () => {
    const server = await startTestServer({ timeouts: { drainMs: 200 } })
    const { body, type } = form(padded('photo.jpg', 60 * 1024 * 1024))
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type))
    await connection.writeAll(body.subarray(0, 17 * 1024 * 1024))
    expect((await connection.reply()).status).toBe(400)
    await connection.closed()
  })

  it.each([
    ['without a credential', PATH, ''],
    ['to a path that is no operation', '/v2/users/me/nothing', 'Authorization: Bearer x\r\n'],
    ['to a path of no vendor', '/nowhere', ''],
    [
      'with a bad percent-encoding',
      '/v2/users/%zz/settings/virtual_backgrounds',
      'Authorization: Bearer x\r\n',
    ],
  ])('is read to its end %s', async (_, path, authorization) => {
    const server = await startTestServer()
    const { body, type } = form(padded('photo.jpg', 8 * 1024 * 1024))
    const connection = await RawConnection.open(server.port)
    connection.socket.pause()
    connection.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${authorization}Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    await connection.writeAll(body)
    connection.socket.resume()
    expect((await connection.reply()).status).toBeGreaterThanOrEqual(400)
    connection.socket.destroy()
  })
})

describe('an upload whose client goes away', () => {
  it.each(['memory', 'disk'])('leaves nothing in %s', async place => {
    const dir = place === 'disk' ? dataDir() : undefined
    const server = await startTestServer(dir === undefined ? {} : { dataDir: dir })
    const { body, type } = form(padded('photo.jpg', 10 * 1024 * 1024))
    const connections = await Promise.all(Array.from({ length: 10 }, () => RawConnection.open(server.port)))
    for (const connection of connections) {
      connection.write(uploadHead(body, type))
      await connection.writeAll(body.subarray(0, 5 * 1024 * 1024))
      connection.socket.resetAndDestroy()
    }
    await server.close()
    if (dir !== undefined) {
      expect(await readdir(join(dir, 'tmp'))).toEqual([])
      expect(await readdir(join(dir, 'blobs'), { recursive: true })).toEqual([])
    }
    const again = await startTestServer(dir === undefined ? {} : { dataDir: dir })
    expect(await assetsOf(again.url)).toEqual([])
  })

  it('gives the room back that its bytes took', async () => {
    const server = await startTestServer({ limits: { memoryBytes: 12 * 1024 * 1024 } })
    const { body, type } = form(padded('photo.jpg', 10 * 1024 * 1024))
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type))
    await connection.writeAll(body.subarray(0, 9 * 1024 * 1024))
    connection.socket.resetAndDestroy()
    const upload = () =>
      fetch(`${server.url}${PATH}`, {
        method: 'POST',
        headers: { authorization: 'Bearer x', 'content-type': type },
        body,
      })
    await expect.poll(async () => (await upload()).status, { timeout: 5_000 }).toBe(201)
  })
})

describe('a body that is not what its head says', () => {
  it('is answered in the vendor’s words when it ends early', async () => {
    const server = await startTestServer()
    const { body, type } = form(PHOTO)
    const connection = await RawConnection.open(server.port)
    connection.write(head(PATH, { 'Content-Type': type, 'Content-Length': body.length + 1_000 }))
    connection.socket.end(body)
    const reply = await connection.reply()
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toHaveProperty('code')
    expect(reply.headers).toHaveProperty('x-zm-trackingid')
    await connection.closed()
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is answered in the vendor’s words when its client falls silent', async () => {
    const server = await startTestServer({ timeouts: { bodyIdleMs: 300 } })
    const { body, type } = form(PHOTO)
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type))
    connection.write(body.subarray(0, 500))
    const reply = await connection.reply()
    expect(reply.status).toBe(408)
    expect(JSON.parse(reply.body)).toHaveProperty('code')
    await connection.closed()
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is answered with 408 when it takes too long as a whole', async () => {
    const server = await startTestServer({ timeouts: { requestMs: 500 } })
    const { body, type } = form(PHOTO)
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type))
    const drip = setInterval(() => connection.write('x'), 100)
    onTestFinished(() => clearInterval(drip))
    expect((await connection.reply()).status).toBe(408)
    await connection.closed()
  })

  it('is refused with chunked encoding that breaks off', async () => {
    const server = await startTestServer()
    const { body, type } = form(PHOTO)
    const connection = await RawConnection.open(server.port)
    connection.write(head(PATH, { 'Content-Type': type, 'Transfer-Encoding': 'chunked' }))
    connection.write(`${body.length.toString(16)}\r\n`)
    connection.write(body)
    connection.write('\r\nzz\r\n')
    expect((await connection.reply()).status).toBe(400)
    await connection.closed()
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('may come in chunks of one byte', async () => {
    const server = await startTestServer()
    const { body, type } = form(PHOTO)
    const connection = await RawConnection.open(server.port)
    connection.socket.setNoDelay(true)
    connection.write(uploadHead(body, type))
    for (const byte of body) connection.write(Buffer.of(byte))
    expect((await connection.reply()).status).toBe(201)
    const [asset] = await assetsOf(server.url)
    const stored = await fetch(`${server.url}/_mock/assets/${asset?.id}/content`)
    expect(Buffer.from(await stored.arrayBuffer()).equals(PHOTO)).toBe(true)
  })
})

describe('HTTP that can’t be read', () => {
  it('is answered with 400 before any request is known', async () => {
    const server = await startTestServer()
    const connection = await RawConnection.open(server.port)
    connection.write('NONSENSE\r\n\r\n')
    const reply = await connection.reply()
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toHaveProperty('message')
    await connection.closed()
  })

  it('is cut off when its headers never end', async () => {
    const server = await startTestServer({ timeouts: { headersMs: 300 } })
    const connection = await RawConnection.open(server.port)
    connection.write('GET /v2/users/me HTTP/1.1\r\nHost: x\r\n')
    expect((await connection.reply()).status).toBe(408)
    await connection.closed()
  })

  it('is refused with a header of 20 KB', async () => {
    const server = await startTestServer()
    const connection = await RawConnection.open(server.port)
    connection.write(head(PATH, { 'X-Long': 'a'.repeat(20_000) }, 'GET'))
    expect((await connection.reply()).status).toBe(431)
    await connection.closed()
  })
})

describe('a reset while uploads run', () => {
  it.each(['memory', 'disk'])('leaves nothing of them in the new world, in %s', async place => {
    const dir = place === 'disk' ? dataDir() : undefined
    const server = await startTestServer(dir === undefined ? {} : { dataDir: dir })
    const { body, type } = form(padded('photo.jpg', 1024 * 1024))
    const connections = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const connection = await RawConnection.open(server.port)
        connection.write(
          head(`/v2/users/u${index}/settings/virtual_backgrounds`, {
            'Content-Type': type,
            'Content-Length': body.length,
          }),
        )
        await connection.writeAll(body.subarray(0, body.length - 10))
        return connection
      }),
    )
    expect((await fetch(`${server.url}/_mock/reset`, { method: 'POST' })).status).toBe(204)
    for (const connection of connections) connection.write(body.subarray(body.length - 10))
    const replies = await Promise.all(connections.map(connection => connection.reply()))
    expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([201]))
    expect(await assetsOf(server.url)).toEqual([])
    for (const connection of connections) connection.socket.destroy()
    await server.close()
    if (dir !== undefined) expect(await readdir(join(dir, 'blobs'), { recursive: true })).toEqual([])
  })
})

describe('a full store', () => {
  it('answers with the vendor’s own 503 and goes on', async () => {
    const server = await startTestServer({ limits: { memoryBytes: 100_000 } })
    const upload = (content: Uint8Array) => {
      const { body, type } = form(content)
      return fetch(`${server.url}${PATH}`, {
        method: 'POST',
        headers: { authorization: 'Bearer x', 'content-type': type },
        body,
      })
    }
    const full = await upload(padded('photo.jpg', 200_000))
    expect(full.status).toBe(503)
    expect(await full.json()).toHaveProperty('code')
    expect((await upload(PHOTO)).status).toBe(201)
  })
})

describe('a server that is told to stop', () => {
  it('lets a running upload end, and takes no new connection', async () => {
    const server = await startTestServer()
    const { body, type } = form(PHOTO)
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type))
    connection.write(body.subarray(0, 500))
    await expect.poll(() => fetch(`${server.url}/_mock/health`).then(reply => reply.status)).toBe(200)
    const closed = server.close()
    connection.write(body.subarray(500))
    expect((await connection.reply()).status).toBe(201)
    await closed
    await expect(fetch(`${server.url}/_mock/health`)).rejects.toThrow()
  })

  it('cuts an upload off that does not end in time', async () => {
    const server = await startTestServer()
    const { body, type } = form(PHOTO)
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type))
    connection.write(body.subarray(0, 500))
    await expect.poll(() => fetch(`${server.url}/_mock/health`).then(reply => reply.status)).toBe(200)
    await server.close(100)
    await connection.closed()
    expect(connection.received).not.toContain('201')
  })
})
