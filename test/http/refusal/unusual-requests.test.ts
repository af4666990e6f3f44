import { describe, expect, it } from 'vitest'
import { filePart, rawForm } from '../../helpers/form.ts'
import { padded } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { startTestServer } from '../../helpers/server.ts'
import { PATH, post } from '../raw-upload.ts'

const GET_HEALTH = 'GET /_mock/health HTTP/1.1\r\nHost: x\r\n\r\n'

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
