import { describe, expect, it } from 'vitest'
import { vendors } from '../../../src/vendors/index.ts'
import { exampleHeaders, sendExample } from '../../helpers/example.ts'
import { fixture } from '../../helpers/media.ts'
import { sendRaw } from '../../helpers/raw-http.ts'
import { startTestServer } from '../../helpers/server.ts'
import { importMedia } from '../../vendors/amazon-connect/connect.ts'
import { upload as softphoneUpload } from '../../vendors/cloud-softphone/softphone.ts'
import { call, MINE, upload } from '../../vendors/zoom/zoom-client.ts'
import { found, lastEntry, listed } from '../journal-client.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('an accepted upload', () => {
  it('is told with all that is known of it', async () => {
    const { url } = await startTestServer()
    const before = Date.now()
    const reply = await upload(url, `${MINE}?page=1`, { headers: { 'X-Mine': 'yes' } })
    const { items, ...rest } = await listed(url)
    expect(rest).toEqual({ evicted: 0 })
    expect(items).toEqual([
      {
        id: expect.stringMatching(UUID),
        namespace: 'default',
        vendor: 'zoom',
        operation: 'uploadUserVirtualBackground',
        owners: ['me'],
        method: 'POST',
        path: MINE,
        query: { page: '1' },
        headers: expect.objectContaining({ 'x-mine': 'yes', authorization: 'Bearer [secret]' }),
        body: {},
        bodyBytes: expect.any(Number),
        outcome: 'accepted',
        committed: true,
        receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        durationMs: expect.any(Number),
        credential: {
          scheme: 'Bearer',
          id: expect.stringMatching(/^sha256:[0-9a-f]{8}$/),
          status: 'presented',
        },
        parts: [expect.objectContaining({ name: 'file', filename: 'photo.jpg', sniffedType: 'image/jpeg' })],
        response: {
          status: 201,
          headers: expect.objectContaining({ 'content-type': 'application/json' }),
          body: JSON.stringify(reply.body),
        },
        fault: null,
        findings: [],
      },
    ])
    const [entry] = items
    expect(Date.parse(entry?.receivedAt ?? '')).toBeGreaterThanOrEqual(before)
    expect(Date.parse(entry?.receivedAt ?? '')).toBeLessThanOrEqual(Date.now())
    expect(entry?.bodyBytes).toBe(Number(entry?.headers['content-length']))
    expect(entry?.response?.headers).toMatchObject({
      'x-zm-trackingid': reply.headers.get('x-zm-trackingid'),
    })
    expect(await found(url, entry?.id ?? '')).toEqual(entry)
  })
})

describe('every operation of every vendor', () => {
  it.each(vendors)('leaves an entry: $name', async vendor => {
    const { url } = await startTestServer()
    const captured = new Map<string, string>()
    for (const example of vendor.examples) {
      await sendExample(url, example, exampleHeaders(vendor, example), captured)
      expect(await lastEntry(url)).toMatchObject({
        vendor: vendor.name,
        operation: example.operation,
        method: example.method,
        outcome: 'accepted',
        response: { status: example.status },
        fault: null,
      })
    }
    expect((await listed(url)).items).toHaveLength(vendor.examples.length)
  })
})

describe('a request that is refused', () => {
  it('stores nothing, and its answer is kept', async () => {
    const { url } = await startTestServer()
    const reply = await upload(url, MINE, { bytes: fixture('text-named.png'), name: 'a.png' })
    expect(await lastEntry(url)).toMatchObject({
      operation: 'uploadUserVirtualBackground',
      outcome: 'refused',
      committed: false,
      response: { status: 400, body: JSON.stringify(reply.body) },
      parts: [{ name: 'file', filename: 'a.png', bytes: 18, sha256: null }],
      findings: [{ rule: 'zoom.user-virtual-background.types', severity: 'error', part: 'file' }],
    })
  })

  it('commits nothing where it only reads', async () => {
    const { url } = await startTestServer()
    await call(url, '/v2/users/me')
    expect(await lastEntry(url)).toMatchObject({
      outcome: 'accepted',
      committed: false,
      parts: [],
      body: null,
    })
  })

  it('has no credential where it showed none', async () => {
    const { url } = await startTestServer()
    await call(url, '/v2/users/me', { token: null })
    expect(await lastEntry(url)).toMatchObject({
      outcome: 'refused',
      operation: 'getUser',
      credential: null,
      response: { status: 401 },
      findings: [{ rule: 'zoom.unauthenticated' }],
    })
  })

  it.each([
    ['webex', '/v1/telephony/config/nothing'],
    ['zoom', '/v2/nothing?a=b'],
    ['zoom', '/oauth/nothing'],
    ['cloud-softphone', '/mmmsg/a/b/c'],
    ['amazon-connect', '/workspaces/a/b/c/d'],
  ])('is told of %s at a path of no operation: %s', async (vendor, path) => {
    const { url } = await startTestServer()
    const { status } = await fetch(url + path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect((await listed(url)).items).toMatchObject([
      {
        vendor,
        operation: null,
        method: 'GET',
        path: path.split('?')[0],
        outcome: 'refused',
        committed: false,
        response: { status },
      },
    ])
  })

  it.each([
    ['webex', 'PATCH', '/v1/devices'],
    ['zoom', 'PUT', MINE],
    ['cloud-softphone', 'DELETE', '/mmmsg/x'],
    ['amazon-connect', 'PATCH', '/workspaces/i1'],
    ['zoom', 'PROPFIND', MINE],
  ])('is told of %s with a method that is not the path’s: %s %s', async (vendor, method, path) => {
    const { port, url } = await startTestServer()
    const reply = await sendRaw(port, `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`)
    expect((await listed(url)).items).toMatchObject([
      { vendor, method, path, operation: null, outcome: 'refused', response: { status: reply.status } },
    ])
  })

  it('stands in the default namespace where the one it names can be none', async () => {
    const { url } = await startTestServer()
    await fetch(`${url}/ns/NO_NAME/v2/users/me`)
    expect((await listed(url)).items).toMatchObject([
      { namespace: 'default', path: '/v2/users/me', outcome: 'refused', response: { status: 400 } },
    ])
  })

  it('is no vendor’s below /_mock or anywhere else', async () => {
    const { url } = await startTestServer()
    for (const path of ['/nowhere', '/', '/_mock/health', '/_mock/nowhere']) await fetch(url + path)
    expect((await listed(url)).items).toEqual([])
  })
})

describe('an entry', () => {
  it('can be read as soon as the reply is, 200 times in a row', async () => {
    const { url } = await startTestServer()
    const headers = { 'x-mock-explain': '1' }
    const ways = [
      () => upload(url, MINE, { headers }).then(reply => reply.headers),
      () => call(url, '/v2/nothing', { headers }).then(reply => reply.headers),
      () => softphoneUpload(url, { headers }).then(reply => reply.headers),
      () => fetch(`${url}/workspaces/i1`, { headers }).then(reply => reply.headers),
    ]
    for (let n = 0; n < 200; n++) {
      const reply = await ways[n % ways.length]?.()
      expect(await found(url, reply?.get('x-mock-request-id') ?? '')).toBeDefined()
    }
  })

  it('can be read so after HTTP that is broken, too', async () => {
    const { port, url } = await startTestServer()
    for (let n = 1; n <= 200; n++) {
      await sendRaw(port, `GET ${MINE} HTTP/1.1\r\nbad header\r\n\r\n`)
      expect((await listed(url, '?limit=1000')).items).toHaveLength(n)
    }
  })

  it('is one for each of many at the same time', async () => {
    const { url } = await startTestServer()
    await Promise.all(Array.from({ length: 50 }, (_, n) => importMedia(url, { at: `/workspaces/i1/w${n}` })))
    const { items } = await listed(url)
    expect(new Set(items.map(({ path }) => path)).size).toBe(50)
    expect(new Set(items.map(({ id }) => id)).size).toBe(50)
  })
})
