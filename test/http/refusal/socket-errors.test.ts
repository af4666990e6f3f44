import { describe, expect, it, onTestFinished } from 'vitest'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { form, head, PATH, PHOTO, uploadHead } from '../raw-upload.ts'

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
