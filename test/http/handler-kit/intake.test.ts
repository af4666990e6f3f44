import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { padded } from '../../helpers/media.ts'
import { metricAt } from '../../helpers/metrics.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startOwnServer, startTestServer } from '../../helpers/server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { form, head, PATH, PHOTO, uploadHead } from '../raw-upload.ts'

describe('an upload whose client goes away', () => {
  it.each(['memory', 'disk'])('leaves nothing in %s', async place => {
    const dir = place === 'disk' ? temporaryFolder() : undefined
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

describe('a reset while uploads run', () => {
  it.each(['memory', 'disk'])('leaves nothing of them in the new world, in %s', async place => {
    const dir = place === 'disk' ? temporaryFolder() : undefined
    const server = await startOwnServer(dir === undefined ? {} : { dataDir: dir })
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
    // Those that the server has not seen yet would begin in the new world.
    await expect.poll(() => metricAt(server.url, 'active_uploads')).toBe(50)
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
