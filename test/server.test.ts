import { describe, expect, it } from 'vitest'
import { RawConnection } from './helpers/raw-http.ts'
import { startTestServer } from './helpers/server.ts'
import { form, PHOTO, uploadHead } from './http/raw-upload.ts'

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
