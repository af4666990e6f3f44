import { describe, expect, it } from 'vitest'
import {
  beginOn,
  eventsOf,
  expectNothingLeft,
  onlyEntry,
  send,
  startFaulty,
  uploads,
  type VendorName,
  vendorNames,
} from '../../helpers/faults.ts'
import { padded } from '../../helpers/media.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const LARGE = padded('photo.jpg', 300_000)

/** The part that carries the file. */
const parts: { readonly [V in VendorName]: string } = {
  webex: 'file',
  zoom: 'file',
  'cloud-softphone': 'file',
  'amazon-connect': 'MediaSource',
}

/** What each vendor says when it is unavailable. */
const UNAVAILABLE: { readonly [V in VendorName]: string } = {
  webex: 'Server is overloaded with requests. Try again later.',
  zoom: 'Service is temporarily unavailable.',
  'cloud-softphone': 'The service is unavailable',
  'amazon-connect': 'The request failed due to a temporary failure of the server.',
}

describe.each(vendorNames)('an upload to %s that fails while it arrives', vendor => {
  const at = { part: parts[vendor], bytes: 65_536 }

  it('is answered in the vendor’s words, and leaves nothing', async () => {
    const dataDir = temporaryFolder()
    const rule = { when: 'during', at, respond: { error: 'unavailable' } } as const
    const { url, world, fault, upload, fired } = await startFaulty(rule, { dataDir })
    const response = await upload(vendor, LARGE)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ message: UNAVAILABLE[vendor] })
    expect(await onlyEntry(world)).toMatchObject({
      vendor,
      outcome: 'faulted',
      fault: fault.id,
      committed: false,
      response: { status: 503 },
    })
    expect(await fired()).toEqual([1])
    await expectNothingLeft(url, dataDir)
  })

  it('is answered as the rule says, and leaves nothing', async () => {
    const respond = { status: 507, headers: { 'x-a': 'b' }, body: 'full' }
    const { url, world, upload } = await startFaulty({ when: 'during', at, respond })
    const response = await upload(vendor, LARGE)
    expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([507, 'b', 'full'])
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', committed: false })
    await expectNothingLeft(url)
  })

  it('is reset, and leaves nothing', async () => {
    const dataDir = temporaryFolder()
    const { url, port, world, fault } = await startFaulty({ when: 'during', at, reset: true }, { dataDir })
    // A client that waits before its last bytes sees the reset, not a broken pipe.
    const sent = uploads[vendor].request(LARGE)
    const connection = await beginOn(port, sent, 200_000)
    const failed = new Promise<NodeJS.ErrnoException>(resolve => connection.socket.once('error', resolve))
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

  it('is served as ever where it only comes late, once', async () => {
    const { port, world, fault, upload } = await startFaulty({ when: 'during', at, delayMs: 200 })
    const events = await eventsOf(port)
    expect((await upload(vendor, LARGE)).ok).toBe(true)
    const entry = await onlyEntry(world)
    expect(entry).toMatchObject({ outcome: 'accepted', fault: fault.id, committed: true })
    expect(entry.durationMs).toBeGreaterThan(150)
    const [asset] = await world.assets.list()
    expect(Buffer.from(await world.assets.bytes(asset?.id ?? '')).equals(LARGE)).toBe(true)
    await events.receives('event: request')
    expect(events.received.match(/event: fault/g)).toHaveLength(1)
    events.socket.destroy()
  })

  it('is served as ever where it only comes slowly', async () => {
    const { world, fault, upload } = await startFaulty({ when: 'during', at, bytesPerSecond: 1_000_000 })
    expect((await upload(vendor, LARGE)).ok).toBe(true)
    const entry = await onlyEntry(world)
    expect(entry).toMatchObject({ outcome: 'accepted', fault: fault.id, committed: true })
    expect(entry.durationMs).toBeGreaterThan(150)
    const [asset] = await world.assets.list()
    expect(Buffer.from(await world.assets.bytes(asset?.id ?? '')).equals(LARGE)).toBe(true)
  })
})

describe('many uploads that are reset while they arrive', () => {
  it.each(['memory', 'disk'])('leave nothing in %s', async place => {
    const dataDir = place === 'disk' ? temporaryFolder() : undefined
    const rule = { when: 'during', at: { bytes: 150_000 }, reset: true } as const
    const { url, world, upload } = await startFaulty(rule, dataDir === undefined ? {} : { dataDir })
    const attempts = Array.from({ length: 20 }, (_, index) => vendorNames[index % 3] ?? 'zoom')
    const ends = await Promise.allSettled(attempts.map(vendor => upload(vendor, LARGE)))
    expect(new Set(ends.map(end => end.status))).toEqual(new Set(['rejected']))
    const entries = await world.requests.waitFor({ outcome: 'faulted' }, { atLeast: 20 })
    expect(entries.filter(entry => entry.committed || entry.fault !== 'fault-1')).toEqual([])
    await expectNothingLeft(url, dataDir)
    await world.faults.clear()
    expect((await upload()).status).toBe(201)
  })
})

describe('a slow upload', () => {
  // Without a seed the first request gets nearly all of its jitter.
  it.each([
    ['slowed', { bytesPerSecond: 200_000 }],
    ['delayed', { delayMs: 800 }],
    ['delayed by jitter alone', { jitterMs: 800 }],
  ])('is not taken for one whose client is silent: %s', async (_, action) => {
    const rule = { when: 'during', ...action } as const
    const { world, upload } = await startFaulty(rule, { timeouts: { bodyIdleMs: 200 } })
    expect((await upload('zoom', LARGE)).status).toBe(201)
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'accepted', committed: true })
  })
})

describe('a fault during an upload that ends before it', () => {
  const rule = { times: 1, when: 'during', at: { bytes: 2_000 }, respond: { error: 'unavailable' } } as const

  it('is not spent on a request without a credential', async () => {
    const { url, world, upload, fired } = await startFaulty(rule)
    const { authorization: _, ...headers } = uploads.zoom.request().headers
    expect((await send(url, { ...uploads.zoom.request(), headers })).status).toBe(401)
    expect([await onlyEntry(world), await fired()]).toMatchObject([{ outcome: 'refused', fault: null }, [0]])
    expect((await upload()).status).toBe(503)
  })

  it('is not spent on a client that goes away', async () => {
    const { port, world, upload, fired } = await startFaulty(rule)
    const connection = await beginOn(port, uploads.zoom.request(), 1_000)
    await expect.poll(fired).toEqual([1])
    connection.socket.destroy()
    expect(await onlyEntry(world)).toMatchObject({ fault: null, committed: false })
    await expect.poll(fired).toEqual([0])
    expect((await upload()).status).toBe(503)
  })

  it('is not spent on a file that is refused by its type', async () => {
    const { world, upload, fired } = await startFaulty(rule)
    expect((await upload('zoom', Buffer.from('no image at all'))).status).toBe(400)
    expect([await onlyEntry(world), await fired()]).toMatchObject([{ outcome: 'refused', fault: null }, [0]])
  })
})
