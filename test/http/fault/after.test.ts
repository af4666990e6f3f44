import { describe, expect, it } from 'vitest'
import type { FaultOrder } from '../../../src/index.ts'
import {
  beginOn,
  headOf,
  onlyEntry,
  PHOTO,
  type Sent,
  send,
  startFaulty,
  uploads,
  vendorNames,
} from '../../helpers/faults.ts'
import { padded } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** Head and body of all that a connection got until it closed. */
async function wholeReply(port: number, sent: Sent): Promise<{ head: string; body: string; length: number }> {
  const connection = await beginOn(port, sent)
  await connection.closed()
  const [head = '', ...body] = connection.received.split('\r\n\r\n')
  return { head, body: body.join('\r\n\r\n'), length: Number(/content-length: (\d+)/i.exec(head)?.[1]) }
}

const getUser: Sent = {
  method: 'GET',
  path: '/v2/users/me',
  headers: { authorization: 'Bearer x' },
  body: new Uint8Array(),
}

describe.each(vendorNames)('an upload to %s that is stored', vendor => {
  /** Sees that the file is kept, whole, and that the journal tells of both. */
  async function expectKept({ world, fault }: Awaited<ReturnType<typeof startFaulty>>) {
    expect(await onlyEntry(world)).toMatchObject({
      vendor,
      outcome: 'faulted',
      fault: fault.id,
      committed: true,
    })
    const [asset, ...others] = await world.assets.list()
    expect(others).toEqual([])
    expect(Buffer.from(await world.assets.bytes(asset?.id ?? '')).equals(PHOTO)).toBe(true)
  }

  it('may be answered as if it were not', async () => {
    const faulty = await startFaulty({ when: 'after', respond: { error: 'internal' } })
    expect((await faulty.upload(vendor)).status).toBe(500)
    await expectKept(faulty)
    expect((await onlyEntry(faulty.world)).response).toMatchObject({ status: 500 })
  })

  it('may be answered with anything', async () => {
    const respond = {
      status: 502,
      headers: { 'content-type': 'text/html', 'x-a': 'b' },
      body: '<h1>502</h1>',
    }
    const faulty = await startFaulty({ when: 'after', respond })
    const response = await faulty.upload(vendor)
    expect([response.status, response.headers.get('x-a'), response.headers.get('content-type')]).toEqual([
      502,
      'b',
      'text/html',
    ])
    expect([response.headers.get('content-length'), await response.text()]).toEqual(['12', '<h1>502</h1>'])
    await expectKept(faulty)
  })

  it.each(['memory', 'disk'])('may lose its connection before the answer: in %s', async place => {
    const input = place === 'disk' ? { dataDir: temporaryFolder() } : {}
    const faulty = await startFaulty({ when: 'after', reset: true }, input)
    const connection = await RawConnection.open(faulty.port)
    const failed = new Promise<NodeJS.ErrnoException>(resolve => connection.socket.once('error', resolve))
    const sent = uploads[vendor].request()
    connection.write(headOf(sent))
    connection.write(sent.body)
    expect((await failed).code).toBe('ECONNRESET')
    expect(connection.received).toBe('')
    await expectKept(faulty)
    expect((await onlyEntry(faulty.world)).response).toBeNull()
  })

  it('may be answered late', async () => {
    const { world, upload } = await startFaulty({ when: 'after', delayMs: 300 })
    expect((await upload(vendor)).ok).toBe(true)
    const entry = await onlyEntry(world)
    expect(entry).toMatchObject({ outcome: 'accepted', fault: 'fault-1', committed: true })
    expect(entry.durationMs).toBeGreaterThan(250)
  })
})

describe('an answer as it stands, after the request', () => {
  it('has the type of a text where it is one', async () => {
    const { upload } = await startFaulty({ when: 'after', respond: { status: 502, body: 'Bad Gateway' } })
    const response = await upload()
    expect([response.headers.get('content-type'), await response.text()]).toEqual([
      expect.stringMatching(/^text\/plain/),
      'Bad Gateway',
    ])
  })

  it('comes instead of a refusal too', async () => {
    const { url, world } = await startFaulty({ when: 'after', respond: { status: 200, body: { id: 'me' } } })
    const response = await fetch(`${url}/v2/users/me`)
    expect([response.status, await response.json()]).toEqual([200, { id: 'me' }])
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', committed: false })
  })

  it('comes instead of bytes too', async () => {
    const { url, upload } = await startFaulty({
      match: { operation: 'getMedia' },
      when: 'after',
      respond: { error: 'not-found' },
    })
    const { media_url } = (await (await upload('cloud-softphone')).json()) as { media_url: string }
    const response = await fetch(media_url)
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not found' }])
    expect(response.headers.get('content-length')).toBe('23')
    expect(media_url.startsWith(url)).toBe(true)
  })
})

describe('a truncated answer', () => {
  it.each([1, 20, 90])('ends after %i bytes, short of its length', async truncateBodyAt => {
    const { port, world, fault } = await startFaulty({ truncateBodyAt })
    const { head, body, length } = await wholeReply(port, uploads.zoom.request())
    expect(head).toMatch(/^HTTP\/1\.1 201 /)
    expect([body.length, body.slice(0, 1)]).toEqual([truncateBodyAt, '{'])
    expect(length).toBeGreaterThan(truncateBodyAt)
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', fault: fault.id, committed: true })
    expect(await world.assets.list()).toHaveLength(1)
  })

  it('may have no body at all', async () => {
    const { port } = await startFaulty({ truncateBodyAt: 0 })
    const { head, body, length } = await wholeReply(port, getUser)
    expect(head).toMatch(/^HTTP\/1\.1 200 /)
    expect([body, length > 0]).toEqual(['', true])
  })

  it('is whole where it is shorter than that', async () => {
    const { port } = await startFaulty({ truncateBodyAt: 10_000 })
    const { body, length } = await wholeReply(port, getUser)
    expect(body).toHaveLength(length)
    expect(JSON.parse(body)).toMatchObject({ id: 'me' })
  })

  it('is an error to a client that reads its body', async () => {
    const { upload } = await startFaulty({ truncateBodyAt: 5 })
    const response = await upload('cloud-softphone')
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })

  it('may be bytes', async () => {
    const { port, upload } = await startFaulty({ match: { operation: 'getMedia' }, truncateBodyAt: 1_000 })
    const { media_url } = (await (await upload('cloud-softphone')).json()) as { media_url: string }
    const { body, length } = await wholeReply(port, {
      ...getUser,
      path: new URL(media_url).pathname,
    })
    expect([length, Buffer.from(body, 'latin1').equals(PHOTO.subarray(0, 1_000))]).toEqual([
      PHOTO.length,
      true,
    ])
  })
})

describe('a slow answer', () => {
  it('has all its bytes, later', async () => {
    const content = padded('photo.jpg', 60_000)
    const rule: FaultOrder = { match: { operation: 'getMedia' }, bytesPerSecond: 200_000 }
    const { upload, world, fault } = await startFaulty(rule)
    const { media_url } = (await (await upload('cloud-softphone', content)).json()) as { media_url: string }
    const began = performance.now()
    const bytes = Buffer.from(await (await fetch(media_url)).arrayBuffer())
    expect(performance.now() - began).toBeGreaterThan(200)
    expect(bytes.equals(content)).toBe(true)
    const [entry] = await world.requests.list({ operation: 'getMedia' })
    expect(entry).toMatchObject({ outcome: 'accepted', fault: fault.id })
  })

  it('may be one of a few bytes', async () => {
    const { url } = await startFaulty({ bytesPerSecond: 500 })
    const began = performance.now()
    const response = await fetch(url + getUser.path, { headers: getUser.headers })
    expect(await response.json()).toMatchObject({ id: 'me' })
    expect(performance.now() - began).toBeGreaterThan(150)
  })
})

describe('a member that is left out', () => {
  it.each([
    ['media_url', 'application/json', '{}'],
    ['media_url', 'text/xml', '<response></response>'],
  ])('is not in the answer: %s as %s', async (omit, accept, expected) => {
    const { url, world, fault } = await startFaulty({ omit })
    const sent = uploads['cloud-softphone'].request()
    const response = await send(url, { ...sent, headers: { ...sent.headers, accept } })
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      String(expected.length),
      expected,
    ])
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', fault: fault.id, committed: true })
  })

  it.each([
    ['in_meeting.virtual_background', { in_meeting: { virtual_background_settings: { enable: true } } }],
    ['in_meeting.virtual_background_settings.files.0.id', { in_meeting: { virtual_background: true } }],
    ['in_meeting', {}],
  ])('may be a deep one: %s', async (omit, rest) => {
    const { url, upload } = await startFaulty({ match: { operation: 'getUserSettings' }, omit })
    await upload()
    const response = await fetch(`${url}/v2/users/me/settings`, { headers: getUser.headers })
    const body = (await response.json()) as object
    expect(body).toMatchObject(rest)
    expect(body).not.toHaveProperty(omit)
  })

  it('changes nothing where it is not there', async () => {
    const { url } = await startFaulty({ omit: 'in_meeting.nothing.here' })
    const response = await fetch(url + getUser.path, { headers: getUser.headers })
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ id: 'me' })])
  })
})

describe('a HEAD request', () => {
  it.each([
    ['slowed', { bytesPerSecond: 50 }],
    ['cut', { truncateBodyAt: 1 }],
    ['delayed', { delayMs: 10 }],
  ] satisfies [string, Partial<FaultOrder>][])(
    'whose answer is %s leaves a server that answers the next',
    async (_, fault) => {
      const { world, url } = await startFaulty({ when: 'after', ...fault })
      const ask = (method: string) =>
        fetch(`${url}/v2/users/me`, { method, headers: { authorization: 'Bearer x' } })
      await ask('HEAD').then(
        response => response.text(),
        () => 'cut',
      )
      await onlyEntry(world)
      expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
    },
  )
})
