import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { levels, MINE, pathOf, refusal, remove, texts, upload, uploadedId } from './zoom-client.ts'

const badToken = refusal(401, 124, texts.badToken)

describe.each(levels)('with presence, the $level', ({ path }) => {
  it('refuses whom shows no credential', async () => {
    const { url } = await startTestServer()
    const id = await uploadedId(url, path)
    const reply = await upload(url, path, { token: null })
    expect(reply.status).toBe(401)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.body).toEqual({ code: 124, message: texts.badToken })
    expect(await remove(url, `?file_ids=${id}`, path, { token: null })).toMatchObject(badToken)
    expect(await assetsOf(url)).toMatchObject([{ id }])
  })

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'test', 'Bearer two words', ''])(
    'refuses a header that shows no bearer token: %j',
    async authorization => {
      const { url } = await startTestServer()
      expect(await upload(url, path, { token: null, headers: { authorization } })).toMatchObject(badToken)
      expect(await assetsOf(url)).toEqual([])
    },
  )

  it('lets any token in, all as the same owner', async () => {
    const { url } = await startTestServer()
    const id = await uploadedId(url, path, { token: 'one' })
    expect((await remove(url, `?file_ids=${id}`, path, { token: 'two' })).status).toBe(204)
  })

  it('asks for nothing when credentials are off', async () => {
    const { url } = await startTestServer({ auth: 'off' })
    const id = await uploadedId(url, path, { token: null })
    const headers = { authorization: 'Basic dXNlcjpwYXNz' }
    expect((await upload(url, path, { token: null, headers })).status).toBe(201)
    expect((await remove(url, `?file_ids=${id}`, path, { token: null })).status).toBe(204)
  })
})

describe('in strict mode', () => {
  const clock = new TestClock()
  const right = ['user:write:virtual_background_files', 'user:delete:virtual_background_files']
  const app = { clientId: 'client', clientSecret: 'secret', accountId: 'acme', scopes: right }

  it('a token that nobody listed is refused', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { zoom: [{ token: 'known', scopes: right }, app] },
    })
    expect((await upload(url, MINE, { token: 'known' })).status).toBe(201)
    for (const token of ['unknown', 'known2', 'client', 'secret', null])
      expect(await upload(url, MINE, { token })).toMatchObject(badToken)
    expect(await assetsOf(url)).toHaveLength(1)
  })

  it('a token serves until its time is over, and then says so', async () => {
    const expiresAt = new Date(clock.now() + 60_000).toISOString()
    const { url } = await startTestServer(
      { auth: 'strict', credentials: { zoom: [{ token: 'brief', scopes: right, expiresAt }] } },
      { clock },
    )
    clock.advance(59_999)
    expect((await upload(url, MINE, { token: 'brief' })).status).toBe(201)
    clock.advance(1)
    const expired = refusal(401, 124, texts.expiredToken)
    expect(await upload(url, MINE, { token: 'brief' })).toMatchObject(expired)
    expect(await remove(url, '?file_ids=x', MINE, { token: 'brief' })).toMatchObject(expired)
    expect(await assetsOf(url)).toHaveLength(1)
  })

  it('a token with a namespace at its end is the same token', async () => {
    const credentials = { zoom: [{ token: 'known', scopes: right }] }
    const { url } = await startTestServer({ auth: 'strict', credentials })
    expect((await upload(url, MINE, { token: 'known_ns_team-a' })).status).toBe(201)
    expect(await assetsOf(`${url}/ns/team-a`)).toHaveLength(1)
    expect(await upload(url, MINE, { token: 'unknown_ns_team-a' })).toMatchObject(badToken)
  })

  const writers = [
    { level: 'account', scope: 'account:write:virtual_background_files:admin' },
    { level: 'account', scope: 'account:write:virtual_background_files:master' },
    { level: 'account', scope: 'account:write:admin' },
    { level: 'group', scope: 'group:write:virtual_background_files:admin' },
    { level: 'group', scope: 'group:write:virtual_background_files:master' },
    { level: 'group', scope: 'group:write:admin' },
    { level: 'group', scope: 'group:master' },
    { level: 'user', scope: 'user:write:virtual_background_files' },
    { level: 'user', scope: 'user:write:virtual_background_files:admin' },
    { level: 'user', scope: 'user:write:virtual_background_files:master' },
    { level: 'user', scope: 'user:write' },
    { level: 'user', scope: 'user:write:admin' },
  ] as const

  it.each(writers)('$scope uploads at the $level and nowhere else', async ({ level, scope }) => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { zoom: [{ token: 't', scopes: ['other:read', scope] }] },
    })
    for (const one of levels) {
      const reply = await upload(url, one.path, { token: 't' })
      expect([one.level, reply.status]).toEqual([one.level, one.level === level ? 201 : 400])
    }
    expect(await assetsOf(url)).toHaveLength(1)
  })

  const deleters = writers.map(({ level, scope }) => ({
    level,
    scope: scope.replace(':write:v', ':delete:v'),
  }))

  it.each(deleters)('$scope deletes at the $level and nowhere else', async ({ level, scope }) => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { zoom: [{ token: 't', scopes: [scope] }] },
    })
    for (const one of levels) {
      const reply = await remove(url, '?file_ids=_nobody', one.path, { token: 't' })
      const code = one.level === level ? 300 : 4711
      expect([one.level, reply]).toMatchObject([one.level, { status: 400, body: { code } }])
    }
  })

  it('a scope to write does not delete, and one to delete does not write', async () => {
    const [write, del] = right
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: {
        zoom: [
          { token: 'writes', scopes: [write] },
          { token: 'deletes', scopes: [del] },
        ],
      },
    })
    const id = await uploadedId(url, MINE, { token: 'writes' })
    const lacking = (scope: string) => refusal(400, 4711, expect.stringContaining(scope))
    expect(await remove(url, `?file_ids=${id}`, MINE, { token: 'writes' })).toMatchObject(
      lacking(String(del)),
    )
    expect(await upload(url, MINE, { token: 'deletes' })).toMatchObject(lacking(String(write)))
    expect(await assetsOf(url)).toMatchObject([{ id }])
    expect((await remove(url, `?file_ids=${id}`, MINE, { token: 'deletes' })).status).toBe(204)
  })

  it.each([4711, 104])('a missing scope is named, under the code %i where that is configured', async code => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { zoom: [{ token: 't', scopes: ['user:read:user'] }] },
      vendors: { zoom: { missingScopeCode: code } },
    })
    const reply = await upload(url, pathOf('group', 'g1'), { token: 't' })
    expect(reply).toMatchObject(
      refusal(
        400,
        code,
        expect.stringMatching(
          /^Invalid access token, does not contain scopes:\[group:write:virtual_background_files:admin.*\]$/,
        ),
      ),
    )
    expect(await assetsOf(url)).toEqual([])
  })

  it('a missing scope is code 4711 unless something else is configured', async () => {
    const { url } = await startTestServer({ auth: 'strict', credentials: { zoom: [{ token: 't' }] } })
    expect(await upload(url, MINE, { token: 't' })).toMatchObject({ status: 400, body: { code: 4711 } })
  })
})
