import { describe, expect, it } from 'vitest'
import { startTestServer } from '../helpers/server.ts'
import { type ControlReply, controlCall, expectControlError } from './control-call.ts'

type Headers = { readonly [name: string]: string }

const get = (port: number, headers: Headers, path = '/_mock/assets') => controlCall(port, path, { headers })

function expectForbidden(reply: ControlReply, path: 'host' | 'origin'): void {
  expectControlError(reply, { status: 403, path })
  const cors = Object.keys(reply.headers).filter(name => name.startsWith('access-control-'))
  expect(cors).toEqual([])
}

describe('a page of another origin', () => {
  it.each<[string, (port: number) => Headers]>([
    ['a foreign Origin', () => ({ origin: 'https://evil.example' })],
    ['Origin null', () => ({ origin: 'null' })],
    ['another port', port => ({ origin: `http://127.0.0.1:${port + 1}` })],
    ['no port', () => ({ origin: 'http://127.0.0.1' })],
    ['another scheme', port => ({ origin: `https://127.0.0.1:${port}` })],
    ['another name for this machine', port => ({ origin: `http://localhost:${port}` })],
    ['an Origin that begins like ours', port => ({ origin: `http://127.0.0.1:${port}.evil.example` })],
    ['Sec-Fetch-Site: cross-site', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['Sec-Fetch-Site: same-site', () => ({ 'sec-fetch-site': 'same-site' })],
    [
      'our Origin, but Sec-Fetch-Site: cross-site',
      port => ({ origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'cross-site' }),
    ],
  ])('is refused: %s', async (_, headers) => {
    const server = await startTestServer()
    expectForbidden(await get(server.port, headers(server.port)), 'origin')
  })

  it.each(['/_mock/assets', '/_mock/policies', '/_mock/health', '/_mock/nothing', '/ns/team-1/_mock/assets'])(
    'is refused at %s',
    async path => {
      const server = await startTestServer()
      expectForbidden(await get(server.port, { origin: 'https://evil.example' }, path), 'origin')
    },
  )

  it('resets nothing', async () => {
    const server = await startTestServer()
    const form = new FormData()
    form.append('from', 'alice')
    form.append('file', new Blob(['x'], { type: 'image/jpeg' }), 'a.jpg')
    await fetch(`${server.url}/upload_media`, { method: 'POST', body: form })
    for (const headers of [{ origin: 'https://evil.example' }, { host: 'rebound.example' }] as Headers[])
      expect(
        (await controlCall(server.port, '/_mock/reset?all=true', { method: 'POST', headers })).status,
      ).toBe(403)
    const kept = await get(server.port, {})
    expect(JSON.parse(kept.body.toString()).items).toHaveLength(1)
  })

  it('is refused by its preflight too, without CORS headers', async () => {
    const server = await startTestServer()
    const reply = await controlCall(server.port, '/_mock/reset', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expectForbidden(reply, 'origin')
  })
})

describe('a request of our own', () => {
  it.each<[string, (port: number) => Headers]>([
    ['a program, without Origin', () => ({})],
    ['our own page', port => ({ origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' })],
    ['a typed address', () => ({ 'sec-fetch-site': 'none' })],
    [
      'our own page by another name',
      port => ({ host: `localhost:${port}`, origin: `http://localhost:${port}` }),
    ],
    [
      'our own page in a namespace',
      port => ({ host: `team-1.localhost:${port}`, origin: `http://team-1.localhost:${port}` }),
    ],
  ])('passes: %s', async (_, headers) => {
    const server = await startTestServer()
    const reply = await get(server.port, headers(server.port))
    expect(reply.status).toBe(200)
    expect(Object.keys(reply.headers).filter(name => name.startsWith('access-control-'))).toEqual([])
  })

  it('passes from our own page behind a trusted proxy that speaks TLS', async () => {
    const server = await startTestServer({ trustProxy: true, allowedHosts: ['mock.internal.example'] })
    const reply = await get(server.port, {
      host: 'mock.internal.example',
      origin: 'https://mock.internal.example',
      'x-forwarded-proto': 'https',
      'sec-fetch-site': 'same-origin',
    })
    expect(reply.status).toBe(200)
  })

  it('is not made of a foreign one by a proxy that is not trusted', async () => {
    const server = await startTestServer({ allowedHosts: ['mock.internal.example'] })
    const reply = await get(server.port, {
      host: 'mock.internal.example',
      origin: 'https://mock.internal.example',
      'x-forwarded-proto': 'https',
    })
    expectForbidden(reply, 'origin')
  })
})

describe('the Host', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:4600',
    '192.168.1.20:4600',
    '[::1]',
    '[::1]:4600',
    'localhost',
    'LOCALHOST:4600',
    'team-1.localhost:4600',
    'uploadmock',
    'uploadmock:4600',
    'host.docker.internal',
    'host.docker.internal:4600',
    'uploadmock.testing.svc.cluster.local',
    'uploadmock.testing.svc.cluster.local:4600',
    'uploadmock.testing.svc:4600',
    'gateway.docker.internal',
    'host.containers.internal:4600',
    'host.testcontainers.internal',
    'uploads.shop.test',
  ])('%s is known', async host => {
    const server = await startTestServer()
    expect((await get(server.port, { host })).status).toBe(200)
  })

  it.each([
    'evil.example',
    'evil.example:4600',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evillocalhost.example',
    'host.docker.internal.evil.example',
    'evil.host.docker.internal',
    'svc.cluster.local.evil.example',
    'evilsvc.cluster.local',
    'evil.gateway.docker.internal',
    'shop.test.evil.example',
    'evil.svc.example',
    'evil.example.',
    '1.2.3.4.5',
    '127.0.0.1.nip.io',
  ])('%s is refused', async host => {
    const server = await startTestServer()
    expectForbidden(await get(server.port, { host }), 'host')
  })

  it('is known where the configuration lists it, with any port and in any case', async () => {
    const server = await startTestServer({ allowedHosts: ['mock.internal.example', 'Other.Example'] })
    for (const host of ['mock.internal.example', 'MOCK.internal.example:8080', 'other.example'])
      expect((await get(server.port, { host })).status).toBe(200)
    for (const host of ['internal.example', 'sub.mock.internal.example'])
      expectForbidden(await get(server.port, { host }), 'host')
  })

  it('is not asked for on vendor routes', async () => {
    const server = await startTestServer()
    const reply = await get(server.port, { host: 'media.example' }, '/upload_media_precheck?from=alice')
    expect(reply.status).toBe(200)
  })
})

describe('the control token', () => {
  const controlToken = 'open-sesame'
  const paths = [
    '/_mock/assets',
    '/_mock/assets/x',
    '/_mock/policies',
    '/_mock/nothing',
    '/ns/a/_mock/assets',
  ]

  it.each(paths)('is asked for at %s', async path => {
    const server = await startTestServer({ controlToken })
    expectControlError(await get(server.port, {}, path), { status: 401, path: 'authorization' })
  })

  it.each([
    'Bearer wrong',
    'Bearer open-sesame2',
    'Bearer open-sesam',
    'Bearer OPEN-SESAME',
    'Bearer',
    'Basic b3Blbi1zZXNhbWU=',
    'open-sesame',
  ])('is not "%s"', async authorization => {
    const server = await startTestServer({ controlToken })
    expectControlError(await get(server.port, { authorization }), { status: 401, path: 'authorization' })
  })

  it('lets in, for everything', async () => {
    const server = await startTestServer({ controlToken })
    const headers = { authorization: `Bearer ${controlToken}` }
    expect((await get(server.port, headers)).status).toBe(200)
    expect((await get(server.port, headers, '/_mock/policies')).status).toBe(200)
    expect((await controlCall(server.port, '/_mock/reset', { method: 'POST', headers })).status).toBe(204)
  })

  it('protects the reset', async () => {
    const server = await startTestServer({ controlToken })
    const reply = await controlCall(server.port, '/_mock/reset?all=true', { method: 'POST' })
    expectControlError(reply, { status: 401, path: 'authorization' })
  })

  it('is not asked for by health, nor by vendors', async () => {
    const server = await startTestServer({ controlToken })
    expect((await get(server.port, {}, '/_mock/health')).status).toBe(200)
    expect((await get(server.port, {}, '/upload_media_precheck?from=alice')).status).toBe(200)
  })

  it('opens nothing to other origins and hosts', async () => {
    const server = await startTestServer({ controlToken })
    const authorization = `Bearer ${controlToken}`
    expectForbidden(await get(server.port, { authorization, origin: 'https://evil.example' }), 'origin')
    expectForbidden(await get(server.port, { authorization, host: 'rebound.example' }), 'host')
  })

  it('never names a namespace', async () => {
    const server = await startTestServer({ controlToken: 'token_ns_team-1' })
    const form = new FormData()
    form.append('from', 'alice')
    form.append('file', new Blob(['x'], { type: 'image/jpeg' }), 'a.jpg')
    await fetch(`${server.url}/ns/team-1/upload_media`, { method: 'POST', body: form })
    const reply = await get(server.port, { authorization: 'Bearer token_ns_team-1' })
    expect(JSON.parse(reply.body.toString())).toEqual({ items: [] })
  })
})
