import { describe, expect, it } from 'vitest'
import { fixture, padded } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { parcelVendor, WAIT_MS } from '../../helpers/vendors/parcel-vendor.ts'

const FILE = padded('logo.png', 60_000)

interface Started {
  readonly url: string
  readonly expiresAt: number
  readonly headers: { readonly [name: string]: string }
}

function start(clock: TestClock = new TestClock(), policies = {}) {
  return startTestServer({ policies }, { vendors: [parcelVendor], clock })
}

async function allocate(url: string, id: string, size = FILE.length): Promise<Started> {
  const response = await fetch(`${url}/parcels/parcels`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, name: `${id}.png`, size, type: 'image/png' }),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Started
}

function put({ url, headers }: Pick<Started, 'url' | 'headers'>, bytes: Uint8Array) {
  return fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })
}

const complete = (url: string, id: string) =>
  fetch(`${url}/parcels/parcels/${id}/complete`, { method: 'POST' })

async function expectRefused(response: Response, status: number, text: string): Promise<void> {
  expect([response.status, await response.json()]).toEqual([status, { oops: expect.stringContaining(text) }])
}

describe('a place', () => {
  it('takes bytes, by its token, under the vendor’s own name, and gives them back with the type that was said', async () => {
    const { url } = await start()
    const started = await allocate(url, 'one')
    expect(started.url).toMatch(/\/parcels\/places\/[0-9a-f]{32}$/)
    const stored = await put(started, FILE)
    expect(await stored.json()).toEqual({ id: started.url.slice(-32), key: 'one', name: 'one.png' })
    expect((await complete(url, 'one')).status).toBe(204)
    const response = await fetch(started.url)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await response.arrayBuffer()).equals(FILE)).toBe(true)
    expect(await assetsOf(url)).toMatchObject([{ name: 'one.png', bytes: FILE.length }])
  })

  it('without terms waits for ever, for as many bytes as the policy takes and of the type of the put', async () => {
    const clock = new TestClock()
    const { url } = await start(clock)
    const response = await fetch(`${url}/parcels/strays`, { method: 'POST' })
    const stray = (await response.json()) as { url: string }
    clock.advance(100 * WAIT_MS)
    expect((await put({ ...stray, headers: { 'content-type': 'image/x-own' } }, FILE)).status).toBe(200)
    expect((await fetch(stray.url)).headers.get('content-type')).toBe('image/x-own')
  })

  it('that was never given is not found, nor is an empty one to read or to complete', async () => {
    const { url } = await start()
    const { url: address, headers } = await allocate(url, 'one')
    const other = address.slice(0, -32) + '0'.repeat(32)
    await expectRefused(await put({ url: other, headers }, FILE), 404, 'does not exist')
    await expectRefused(await fetch(address), 404, 'does not exist')
    await expectRefused(await complete(url, 'one'), 400, 'nothing-was-put')
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('the terms of a place', () => {
  it('end at their time, to the millisecond', async () => {
    const clock = new TestClock()
    const { url } = await start(clock)
    const [inTime, late] = [await allocate(url, 'in-time'), await allocate(url, 'late')]
    expect(inTime.expiresAt).toBe(clock.now() + WAIT_MS)
    clock.advance(WAIT_MS - 1)
    expect((await put(inTime, FILE)).status).toBe(200)
    clock.advance(1)
    await expectRefused(await put(late, FILE), 401, 'the address was good until 2026-01-01T00:05:00.000Z')
    expect(await assetsOf(url)).toMatchObject([{ name: 'in-time.png' }])
    expect((await fetch(inTime.url)).status).toBe(200)
  })

  it('end by the clock of their namespace alone', async () => {
    const { url } = await start()
    const [here, there] = [await allocate(`${url}/ns/here`, 'one'), await allocate(`${url}/ns/there`, 'one')]
    const moved = await fetch(`${url}/ns/here/_mock/clock`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advanceMs: WAIT_MS }),
    })
    expect(moved.status).toBe(200)
    await expectRefused(await put(here, FILE), 401, 'good until')
    expect((await put(there, FILE)).status).toBe(200)
  })

  it('want their headers as they are, and then take the bytes', async () => {
    const { url } = await start()
    const started = await allocate(url, 'one')
    const { 'x-parcel': _, ...without } = started.headers
    for (const headers of [without, { ...started.headers, 'x-parcel': 'ONE' }])
      await expectRefused(await put({ ...started, headers }, FILE), 401, 'x-parcel')
    expect(await assetsOf(url)).toEqual([])
    expect((await put(started, FILE)).status).toBe(200)
  })

  it.each([FILE.length - 1, FILE.length + 1])(
    'want exactly as many bytes as were announced: not %d',
    async size => {
      const { url } = await start()
      const started = await allocate(url, 'one', size)
      await expectRefused(await put(started, FILE), 400, 'is not as long as was allocated')
      expect(await assetsOf(url)).toEqual([])
      expect((await put(started, padded('logo.png', size))).status).toBe(200)
    },
  )

  it('are the policy’s too: its size and its types', async () => {
    const { url } = await start(new TestClock(), { 'parcels.parcel': { maxBytes: FILE.length - 1 } })
    await expectRefused(await put(await allocate(url, 'large'), FILE), 413, 'more than')
    const photo = fixture('photo.jpg')
    await expectRefused(await put(await allocate(url, 'photo', photo.length), photo), 415, 'image/jpeg')
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('a place is filled once', () => {
  it('and keeps its bytes when others come', async () => {
    const { url } = await start()
    const started = await allocate(url, 'one')
    expect((await put(started, FILE)).status).toBe(200)
    const others = padded('logo.png', FILE.length)
    others[others.length - 1] = 1
    await expectRefused(await put(started, others), 409, 'exists already')
    expect(Buffer.from(await (await fetch(started.url)).arrayBuffer()).equals(FILE)).toBe(true)
    expect(await assetsOf(url)).toHaveLength(1)
  })

  it('by one of 20 who race for it', async () => {
    const { url } = await start()
    const started = await allocate(url, 'one')
    const replies = await Promise.all(Array.from({ length: 20 }, () => put(started, FILE)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
    expect(await assetsOf(url)).toHaveLength(1)
  })

  it('by the put that comes to its end, where another client hung up', async () => {
    const { url, port } = await start()
    const started = await allocate(url, 'one')
    const connection = await RawConnection.open(port)
    const lines = Object.entries({ host: 'x', ...started.headers, 'content-length': String(FILE.length) })
    const { pathname } = new URL(started.url)
    connection.write(`PUT ${pathname} HTTP/1.1\r\n${lines.map(line => line.join(': ')).join('\r\n')}\r\n\r\n`)
    await connection.writeAll(FILE.subarray(0, 30_000))
    connection.socket.resetAndDestroy()
    expect((await put(started, FILE)).status).toBe(200)
    expect(await assetsOf(url)).toHaveLength(1)
  })

  it('and is gone after a reset, empty or filled', async () => {
    const { url } = await start()
    const [empty, filled] = [await allocate(url, 'empty'), await allocate(url, 'filled')]
    await put(filled, FILE)
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    await expectRefused(await put(empty, FILE), 404, 'does not exist')
    await expectRefused(await fetch(filled.url), 404, 'does not exist')
    expect(await assetsOf(url)).toEqual([])
  })
})
