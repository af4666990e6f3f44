import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import pino from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { makeConfig } from '../../../src/config.ts'
import type { UploadmockOptions } from '../../../src/config-schema.ts'
import { vendors } from '../../../src/vendors/index.ts'
import { EventStream } from '../../control/event-stream.ts'
import { listed } from '../../control/journal-client.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { startTestServer } from '../../helpers/server.ts'

/** A server that lets a test see its own side of connections. */
async function startWatched(input: UploadmockOptions) {
  const app = await createApp({
    config: makeConfig({ port: 0, logLevel: 'silent', ...input }, vendors),
    vendors,
    logger: pino({ level: 'silent' }),
    misfits: 'throw',
  })
  await app.listen({ port: 0 })
  onTestFinished(() => app.close())
  const { port } = app.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    /** Sends a request, or many, and reads nothing; resolves with both ends of the connection. */
    async ask(text: string): Promise<{ readonly client: Socket; readonly served: Socket }> {
      const accepted = once(app.server, 'connection')
      const client = connect(port, '127.0.0.1').on('error', () => {})
      onTestFinished(() => {
        client.destroy()
      })
      client.write(text)
      const [served] = (await accepted) as [Socket]
      return { client, served }
    },
  }
}

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer test\r\n\r\n`
}

const SETTINGS = '/v1/telephony/config/devices/d1/settings'

/** Has an answer about a megabyte long. */
async function makeLarge(url: string): Promise<void> {
  const customizations = { mpp: { note: 'x'.repeat(1_000_000) } }
  const headers = { authorization: 'Bearer test', 'content-type': 'application/json' }
  const body = JSON.stringify({ customizations })
  expect((await fetch(url + SETTINGS, { method: 'PUT', headers, body })).status).toBe(204)
}

async function order(url: string, rule: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const sent = await fetch(`${url}/_mock/faults`, { method: 'POST', headers, body: JSON.stringify(rule) })
  expect(sent.status).toBe(201)
}

describe('requests that a client sends before it has read any answer', () => {
  it('are served one after the other', async () => {
    const { port, url } = await startTestServer()
    const connection = await RawConnection.open(port)
    const paths = Array.from({ length: 300 }, (_, index) => `/v2/users/u${index}`)
    connection.write(paths.map(get).join(''))
    await connection.receives('"id":"u299"')
    const entries = (await listed(url, '?limit=1000')).items
    expect(entries.map(({ path }) => path)).toEqual(paths)
    connection.socket.destroy()
  })

  it('are not served for a client that does not read, and its connection is cut', async () => {
    const { url, ask } = await startWatched({ timeouts: { bodyIdleMs: 500 } })
    await makeLarge(url)
    const { served } = await ask(get(SETTINGS).repeat(500))
    await once(served, 'close')
    // What the system's own buffers take, and one.
    const { items } = await listed(url, '?limit=1000')
    expect(items.filter(({ method }) => method === 'GET').length).toBeLessThan(30)
  })

  it('are too many beyond a thousand', async () => {
    const { url, ask } = await startWatched({})
    await order(url, { stall: true })
    const { served } = await ask(get('/v2/users/me').repeat(2_000))
    await once(served, 'close')
    await expect.poll(async () => (await listed(url)).items.length).toBe(1)
  })

  it('are forgotten with their connection', async () => {
    const { url, ask } = await startWatched({})
    await order(url, { stall: true })
    const events = await EventStream.open(url)
    const { client, served } = await ask(get('/v2/users/u0') + get('/v2/users/u1'))
    expect((await events.next())?.type).toBe('fault')
    const gone = once(served, 'close')
    client.destroy()
    await gone
    await expect.poll(async () => (await listed(url)).items.map(({ path }) => path)).toEqual(['/v2/users/u0'])
  })
})

describe('an answer of which its client takes nothing', () => {
  it('is cut after bodyIdleMs, as a request would be', async () => {
    const { url, ask } = await startWatched({ timeouts: { bodyIdleMs: 2_000 } })
    const upload = await fetch(`${url}/mmmsg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contentType: 'application/octet-stream', contentSize: 30_000_000 }),
    })
    const place = new URL(((await upload.json()) as { url: string }).url).pathname
    const stored = await fetch(url + place, { method: 'PUT', body: new Uint8Array(30_000_000) })
    expect(stored.status).toBe(200)
    const { client, served } = await ask(get(place))
    await once(served, 'close')
    let bytes = 0
    client.on('data', chunk => {
      bytes += chunk.length
    })
    await once(client, 'close')
    expect(bytes).toBeLessThan(30_000_000)
  })

  it('is cut too where a fault lets it be slow', async () => {
    const { url, ask } = await startWatched({ timeouts: { bodyIdleMs: 500 } })
    await makeLarge(url)
    await order(url, { when: 'after', delayMs: 1 })
    const { served } = await ask(get(SETTINGS).repeat(100))
    await once(served, 'close')
    expect((await listed(url, '?limit=1000')).items.length).toBeLessThan(30)
  })

  it('is cut where it is a stream of events, and more waits than unreadBytes', async () => {
    const { url, ask } = await startWatched({ limits: { unreadBytes: 100_000 } })
    const { served } = await ask(get('/_mock/events'))
    const closed = once(served, 'close')
    const body = JSON.stringify({ customizations: { mpp: Array(250).fill('x'.repeat(250)) } })
    const headers = { authorization: 'Bearer test', 'content-type': 'application/json' }
    for (let sent = 0; sent < 1_000 && !served.destroyed; sent++)
      await fetch(url + SETTINGS, { method: 'PUT', headers, body })
    await closed
    expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
  })
})
