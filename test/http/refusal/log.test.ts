import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { filePart, rawForm } from '../../helpers/form.ts'
import { padded } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { startLoggedServer } from '../../helpers/server.ts'
import { PATH, post } from '../raw-upload.ts'

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
