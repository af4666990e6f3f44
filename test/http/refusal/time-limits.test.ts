import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { EventStream } from '../../control/event-stream.ts'
import { listed } from '../../control/journal-client.ts'
import { beginOn, eventsOf, onlyEntry, PHOTO, SIGNED, startFaulty, uploads } from '../../helpers/faults.ts'
import { startTestServer } from '../../helpers/server.ts'

/** A host that accepts connections and never says a word. */
async function silentHost() {
  const host = createServer()
  const met: Socket[] = []
  host.on('connection', socket => met.push(socket.resume()))
  host.listen(0, '127.0.0.1')
  await once(host, 'listening')
  onTestFinished(() => {
    for (const socket of met) socket.destroy()
    host.close()
  })
  return { host, port: (host.address() as AddressInfo).port }
}

describe('a request that came whole', () => {
  it.each([
    ['requestMs', { requestMs: 400 }],
    ['bodyIdleMs', { bodyIdleMs: 400 }],
  ])('is answered within %s though what it waits for says nothing', async (_, timeouts) => {
    const { host, port } = await silentHost()
    const fetchMediaSource = { hosts: [`127.0.0.1:${port}`], timeoutMs: 60_000 }
    const server = await startTestServer({ timeouts, vendors: { 'amazon-connect': { fetchMediaSource } } })
    const asked = once(host, 'connection')
    const answer = fetch(`${server.url}/workspaces/i1/w1/media`, {
      method: 'POST',
      headers: { authorization: SIGNED, 'content-type': 'application/json' },
      body: JSON.stringify({
        MediaSource: `http://127.0.0.1:${port}/logo.png`,
        MediaType: 'IMAGE_LOGO_LIGHT_FAVICON',
      }),
    })
    const [socket] = (await asked) as [Socket]
    const left = once(socket, 'close')
    const { status, headers } = await answer
    expect(status).toBe(408)
    expect(headers.get('x-amzn-errortype')).toMatch(/./)
    // Nobody waits for the host any more.
    await left
    expect((await listed(server.url)).items).toMatchObject([
      { operation: 'ImportWorkspaceMedia', outcome: 'refused', committed: false, response: { status } },
    ])
    const metrics = await (await fetch(`${server.url}/_mock/metrics`)).text()
    expect(metrics).toContain('\nuploadmock_active_uploads 0\n')
  })

  it('may wait for longer where it asks to', async () => {
    const server = await startTestServer({ timeouts: { requestMs: 300, bodyIdleMs: 300 } })
    const stream = await EventStream.open(server.url)
    const waited = await fetch(`${server.url}/_mock/requests?atLeast=1&timeoutMs=1500`)
    expect(await waited.json()).toMatchObject({ items: [] })
    await fetch(`${server.url}/_mock/reset`, { method: 'POST' })
    expect((await stream.next())?.type).toBe('reset')
  })
})

describe('a client that gave up while its upload was held', () => {
  const held = { match: {}, when: 'during', delayMs: 700, times: 2 } as const

  /** Sends an upload, leaves when its fault strikes, and sends another that is held as long: then the first is over. */
  async function leaveThenUpload(leave: 'destroy' | 'resetAndDestroy') {
    const { port, upload, world } = await startFaulty(held)
    const events = await eventsOf(port)
    const connection = await beginOn(port, uploads.zoom.request(PHOTO))
    await events.receives('event: fault')
    connection.socket[leave]()
    const entry = await onlyEntry(world)
    expect((await upload()).status).toBe(201)
    return { entry, entries: await world.requests.list(), assets: await world.assets.list() }
  }

  it('stores nothing where it resets the connection', async () => {
    const { entry, entries, assets } = await leaveThenUpload('resetAndDestroy')
    expect(entry).toMatchObject({ outcome: 'aborted', committed: false })
    expect(entries).toMatchObject([entry, { committed: true }])
    expect(assets).toHaveLength(1)
  })

  it('stores what its entry says where it closes its side, as one does that has said all', async () => {
    const { entries, assets } = await leaveThenUpload('destroy')
    expect(entries).toHaveLength(2)
    expect(entries.filter(({ committed }) => committed)).toHaveLength(assets.length)
  })
})
