import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import {
  call,
  envelope,
  FORBIDDEN,
  IMAGES,
  namesIn,
  READ,
  remove,
  UNAUTHENTICATED,
  upload,
  WRITE,
} from './webex-client.ts'

const operations = [
  { name: 'upload', run: (url: string, options: object) => upload(url, 'logo', options), right: 201 },
  { name: 'list', run: (url: string, options: object) => call(url, IMAGES, options), right: 200 },
  { name: 'delete', run: (url: string, options: object) => remove(url, ['logo'], options), right: 206 },
]

describe('with presence', () => {
  it.each(operations)('$name without a credential is refused', async ({ run }) => {
    const { url } = await startTestServer()
    const reply = await run(url, { token: null })
    expect(reply).toMatchObject(envelope(401, UNAUTHENTICATED))
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(await assetsOf(url)).toEqual([])
  })

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'test', 'Bearer two words', ''])(
    'a header that shows no bearer token is refused: %j',
    async authorization => {
      const { url } = await startTestServer()
      const reply = await upload(url, 'logo', { token: null, headers: { authorization } })
      expect(reply).toMatchObject(envelope(401, UNAUTHENTICATED))
      expect(await assetsOf(url)).toEqual([])
    },
  )

  it.each(operations)('$name with any token is let in', async ({ run, right }) => {
    const { url } = await startTestServer()
    expect((await run(url, { token: 'whatever.it-is_~+/=' })).status).toBe(right)
  })

  it('the scheme may be written in any case', async () => {
    const { url } = await startTestServer()
    const headers = { authorization: 'bearer test' }
    expect((await upload(url, 'logo', { token: null, headers })).status).toBe(201)
  })
})

describe('with credentials off', () => {
  it.each(operations)('$name needs none', async ({ run, right }) => {
    const { url } = await startTestServer({ auth: 'off' })
    expect((await run(url, { token: null })).status).toBe(right)
  })

  it('one that can not be read is as good as none', async () => {
    const { url } = await startTestServer({ auth: 'off' })
    const headers = { authorization: 'Basic dXNlcjpwYXNz' }
    expect((await upload(url, 'logo', { token: null, headers })).status).toBe(201)
  })
})

describe('in strict mode', () => {
  const clock = new TestClock()
  const inOneMinute = new Date(clock.now() + 60_000).toISOString()
  const start = () =>
    startTestServer(
      {
        auth: 'strict',
        credentials: {
          webex: [
            { token: 'full', scopes: [READ, WRITE] },
            { token: 'device', roles: ['device-admin'], scopes: [READ, WRITE] },
            { token: 'auditor', roles: ['read-only-admin'], scopes: [READ, WRITE] },
            { token: 'nobody', roles: [], scopes: [READ, WRITE] },
            { token: 'reads', scopes: [READ] },
            { token: 'writes', scopes: [WRITE] },
            { token: 'bare' },
            { token: 'brief', scopes: [READ, WRITE], expiresAt: inOneMinute },
          ],
        },
      },
      { clock },
    )

  it.each(operations)('$name with a token that nobody listed is refused', async ({ run }) => {
    const { url } = await start()
    expect(await run(url, { token: 'fuller' })).toMatchObject(envelope(401, UNAUTHENTICATED))
    expect(await run(url, { token: null })).toMatchObject(envelope(401, UNAUTHENTICATED))
    expect(await assetsOf(url)).toEqual([])
  })

  it.each([
    { token: 'full', uploads: 201, lists: 200, deletes: 200 },
    { token: 'device', uploads: 201, lists: 200, deletes: 200 },
    { token: 'auditor', uploads: 403, lists: 200, deletes: 403 },
    { token: 'nobody', uploads: 403, lists: 403, deletes: 403 },
    { token: 'reads', uploads: 403, lists: 200, deletes: 403 },
    { token: 'writes', uploads: 201, lists: 403, deletes: 200 },
    { token: 'bare', uploads: 403, lists: 403, deletes: 403 },
  ])('$token may do what its roles and scopes allow', async ({ token, uploads, lists, deletes }) => {
    const { url } = await start()
    await upload(url, 'there', { token: 'full' })
    const uploaded = await upload(url, 'new', { token })
    const listed = await call(url, IMAGES, { token })
    const deleted = await remove(url, ['there'], { token })
    expect([uploaded.status, listed.status, deleted.status]).toEqual([uploads, lists, deletes])
    for (const reply of [uploaded, listed, deleted])
      if (reply.status === 403) expect(reply).toMatchObject(envelope(403, FORBIDDEN))
    const names = [...(deletes === 200 ? [] : ['there']), ...(uploads === 201 ? ['new'] : [])]
    expect(await namesIn(url, IMAGES, { token: 'full' })).toEqual(names)
  })

  it('a token serves until its time is over', async () => {
    const { url } = await start()
    clock.advance(59_999)
    expect((await upload(url, 'before', { token: 'brief' })).status).toBe(201)
    clock.advance(1)
    expect(await upload(url, 'after', { token: 'brief' })).toMatchObject(envelope(401, UNAUTHENTICATED))
    expect(await namesIn(url, IMAGES, { token: 'full' })).toEqual(['before'])
  })

  it('a token with a namespace at its end is the same token', async () => {
    const { url } = await start()
    expect((await upload(url, 'logo', { token: 'full_ns_team-a' })).status).toBe(201)
    expect(await assetsOf(`${url}/ns/team-a`)).toHaveLength(1)
    expect(await upload(url, 'logo', { token: 'fuller_ns_team-a' })).toMatchObject(
      envelope(401, UNAUTHENTICATED),
    )
  })
})
