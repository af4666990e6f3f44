import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { filePart, rawForm } from '../../helpers/form.ts'
import { fixture, padded } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { form, PATH, PHOTO, post, uploadHead } from '../raw-upload.ts'

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

  it('keeps no client waiting that stops when it is answered', async () => {
    const server = await startTestServer({ timeouts: { drainMs: 60_000, bodyIdleMs: 60_000 } })
    const { body, type } = form(padded('photo.jpg', 20 * 1024 * 1024))
    const connection = await RawConnection.open(server.port)
    connection.write(uploadHead(body, type).replace('Bearer x', 'Basic x'))
    connection.write(body.subarray(0, 100_000))
    expect((await connection.reply()).status).toBe(401)
    const ended = once(connection.socket, 'end')
    const stopped = performance.now()
    await ended
    expect(performance.now() - stopped).toBeLessThan(2_000)
  })

  it('still reads what comes from a client that only seemed to have stopped', async () => {
    const server = await startTestServer()
    const { body, type } = form(padded('photo.jpg', 20 * 1024 * 1024))
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
    const connection = new RawConnection(socket)
    connection.write(uploadHead(body, type).replace('Bearer x', 'Basic x'))
    connection.write(body.subarray(0, 100_000))
    await once(connection.socket, 'end')
    await connection.writeAll(body.subarray(100_000))
    socket.end()
    await connection.closed()
    expect(socket.bytesWritten).toBeGreaterThan(body.length)
    expect(connection.received).toMatch(/^HTTP\/1\.1 401 /)
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('ends soon for a client of Node that pipes a file and looks at the answer alone', async () => {
    const { url } = await startTestServer({ timeouts: { drainMs: 60_000 } })
    const call = request(`${url}/v2/nothing`, { method: 'POST', headers: { 'content-length': 50_000_000 } })
    const file = Readable.from([Buffer.alloc(1_000_000)])
    file.pipe(call, { end: false })
    const [response] = await once(call, 'response')
    file.unpipe(call)
    response.resume()
    const answered = performance.now()
    await once(call, 'close')
    expect(response.statusCode).toBe(404)
    expect(performance.now() - answered).toBeLessThan(2_000)
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
