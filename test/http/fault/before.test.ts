import { describe, expect, it } from 'vitest'
import {
  beginOn,
  eventsOf,
  expectNothingLeft,
  headOf,
  onlyEntry,
  SIGNED,
  send,
  startFaulty,
  uploads,
  vendorNames,
} from '../../helpers/faults.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

describe('a reply that is ordered as it stands', () => {
  const teapot = { status: 418, headers: { 'x-flavour': 'earl grey' } }

  it.each(vendorNames)('comes instead of the answer of %s', async vendor => {
    const { url, world, fault, upload } = await startFaulty({
      respond: { ...teapot, body: { tea: ['green'] } },
    })
    const response = await upload(vendor)
    expect([response.status, response.headers.get('x-flavour')]).toEqual([418, 'earl grey'])
    expect([response.headers.get('content-type'), await response.text()]).toEqual([
      'application/json',
      '{"tea":["green"]}',
    ])
    expect(await onlyEntry(world)).toMatchObject({
      outcome: 'faulted',
      fault: fault.id,
      committed: false,
      parts: [],
      response: { status: 418, body: '{"tea":["green"]}' },
    })
    await expectNothingLeft(url)
  })

  it.each([
    ['a text', 'out of tea', 'text/plain; charset=utf-8', 'out of tea'],
    ['null', null, 'application/json', 'null'],
    ['a list', [1, 'two'], 'application/json', '[1,"two"]'],
    ['nothing', undefined, null, ''],
  ])('may be %s', async (_, body, type, text) => {
    const { upload } = await startFaulty({ respond: { status: 500, body } })
    const response = await upload()
    expect(response.status).toBe(500)
    if (type !== null) expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('content-length')).toBe(String(text.length))
    expect(await response.text()).toBe(text)
  })

  it('has the content type that it names', async () => {
    const headers = { 'Content-Type': 'text/html' }
    const { upload } = await startFaulty({ respond: { status: 502, headers, body: '<h1>Bad Gateway</h1>' } })
    const response = await upload()
    expect([response.headers.get('content-type'), await response.text()]).toEqual([
      'text/html',
      '<h1>Bad Gateway</h1>',
    ])
  })

  it('may be a success, and is a fault all the same', async () => {
    const { world, upload } = await startFaulty({ respond: { status: 201, body: { id: 'made up' } } })
    expect(await (await upload()).json()).toEqual({ id: 'made up' })
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', committed: false })
    expect(await world.assets.list()).toEqual([])
  })
})

describe('an operation without a body', () => {
  it.each([
    ['getUser', '/v2/users/me', {}],
    ['getUserSettings', '/v2/users/me/settings', {}],
    ['listBackgroundImages', '/v1/telephony/config/devices/backgroundImages', {}],
    ['getMedia', '/media/0123456789abcdef.jpg', {}],
    ['precheckUpload', '/upload_media_precheck?from=alice', {}],
    ['ListWorkspaces', '/workspaces/i1', { authorization: SIGNED }],
  ])('is struck too: %s', async (operation, path, headers) => {
    const { url, world, fault } = await startFaulty({
      match: { operation },
      respond: { error: 'unavailable' },
    })
    const reply = await fetch(url + path, { headers: { authorization: 'Bearer x', ...headers } })
    expect(reply.status).toBe(503)
    expect(await onlyEntry(world)).toMatchObject({ operation, outcome: 'faulted', fault: fault.id })
  })

  it('is struck when it is asked by HEAD', async () => {
    const { port } = await startFaulty({ respond: { error: 'rate-limited' } })
    const connection = await RawConnection.open(port)
    connection.write('HEAD /upload_media_precheck?from=alice HTTP/1.1\r\nHost: x\r\n\r\n')
    await connection.receives('HTTP/1.1 429')
    connection.socket.destroy()
  })

  it('is not struck where no operation has the path', async () => {
    const { url, world, fired } = await startFaulty({ respond: { error: 'internal' } })
    expect((await fetch(`${url}/v2/nothing`, { headers: { authorization: 'Bearer x' } })).status).toBe(404)
    expect([await onlyEntry(world), await fired()]).toMatchObject([{ outcome: 'refused', fault: null }, [0]])
  })
})

describe('a fault before the request', () => {
  it('comes before the credential is asked for', async () => {
    const { url, world } = await startFaulty({ respond: { error: 'unavailable' } })
    const { authorization: _, ...headers } = uploads.zoom.request().headers
    expect((await send(url, { ...uploads.zoom.request(), headers })).status).toBe(503)
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted' })
  })

  it('answers a client that asks first, without its body', async () => {
    const { port } = await startFaulty({ respond: { error: 'unavailable' } })
    const sent = uploads.zoom.request()
    const connection = await beginOn(
      port,
      { ...sent, headers: { ...sent.headers, expect: '100-continue' } },
      0,
    )
    expect((await connection.reply()).status).toBe(503)
    await connection.closed()
  })

  it('leaves the connection good for the next attempt', async () => {
    const { port, world } = await startFaulty({ times: 1, respond: { error: 'rate-limited' } })
    const connection = await beginOn(port, uploads.zoom.request())
    expect((await connection.reply()).status).toBe(429)
    const again = uploads.zoom.request()
    connection.write(headOf(again))
    connection.write(again.body)
    await connection.receives('201 Created')
    expect(await world.assets.list()).toHaveLength(1)
    connection.socket.destroy()
  })
})

describe('a delay', () => {
  it('lets the request be served as ever, and later', async () => {
    const { world, fault, upload } = await startFaulty({ delayMs: 300 })
    expect((await upload()).status).toBe(201)
    const entry = await onlyEntry(world)
    expect(entry).toMatchObject({ outcome: 'accepted', fault: fault.id, committed: true })
    expect(entry.durationMs).toBeGreaterThan(250)
    expect(await world.assets.list()).toHaveLength(1)
  })

  it('goes with another fault', async () => {
    const { world, upload } = await startFaulty({ delayMs: 300, respond: { error: 'internal' } })
    expect((await upload()).status).toBe(500)
    const entry = await onlyEntry(world)
    expect([entry.outcome, entry.durationMs > 250]).toEqual(['faulted', true])
  })

  it('leaves a refusal a refusal', async () => {
    const { url, world } = await startFaulty({ delayMs: 1 })
    expect((await fetch(`${url}/v2/users/me`)).status).toBe(401)
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'refused', fault: 'fault-1' })
  })

  it('does not keep the server from closing', async () => {
    const { port, close } = await startFaulty({ delayMs: 600_000 })
    const events = await eventsOf(port)
    const connection = await beginOn(port, uploads.zoom.request())
    await events.receives('event: fault')
    await close(50)
    await connection.closed()
    expect(connection.received).toBe('')
  })
})

describe('a reset', () => {
  it.each(vendorNames)('cuts the connection to %s, and leaves nothing', async vendor => {
    const dataDir = temporaryFolder()
    const { url, port, world, fault } = await startFaulty({ reset: true }, { dataDir })
    const connection = await RawConnection.open(port)
    const failed = new Promise<NodeJS.ErrnoException>(resolve => connection.socket.once('error', resolve))
    const sent = uploads[vendor].request()
    connection.write(`${sent.method} ${sent.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n`)
    expect((await failed).code).toBe('ECONNRESET')
    expect(connection.received).toBe('')
    expect(await onlyEntry(world)).toMatchObject({
      vendor,
      outcome: 'faulted',
      fault: fault.id,
      committed: false,
      response: null,
    })
    await expectNothingLeft(url, dataDir)
  })

  it('is what a client with a whole upload sees', async () => {
    const { url, upload } = await startFaulty({ times: 1, reset: true })
    await expect(upload()).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/RESET|EPIPE|SOCKET/) },
    })
    await expectNothingLeft(url)
    expect((await upload()).status).toBe(201)
  })
})
