import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { app, askToken, basic, GRANT, issuedToken } from './token-client.ts'
import { call, MINE, refusal, texts, upload } from './zoom-client.ts'

const ME = '/v2/users/me'
const UPLOAD = 'user:write:virtual_background_files:admin'
const READ_USER = 'user:read:user:admin'

const strict = (scopes: readonly string[]) =>
  ({ auth: 'strict', credentials: { zoom: [{ ...app, scopes: [...scopes] }] } }) as const

const claimsOf = (token: string): { readonly [claim: string]: unknown } =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe('a user', () => {
  const resources = { zoom: { users: [{ id: 'u1', email: 'Jill@example.com', accountId: 'a1' }] } }

  it('is shown at /users/me with id, e-mail and account', async () => {
    const { url } = await startTestServer()
    const reply = await call(url, ME)
    expect(reply).toMatchObject({
      status: 200,
      body: {
        id: expect.stringMatching(/./),
        email: expect.stringContaining('@'),
        account_id: expect.stringMatching(/./),
        first_name: expect.any(String),
        last_name: expect.any(String),
        type: expect.any(Number),
        status: 'active',
      },
    })
    expect(reply.headers.get('x-zm-trackingid')).toMatch(/^v=2\.0;clid=us02;rid=WEB_[0-9a-f]{32}$/)
  })

  it('is the same by id and by e-mail in any case', async () => {
    const { url } = await startTestServer({ resources })
    for (const id of ['u1', 'Jill@example.com', 'jill%40EXAMPLE.com'])
      expect(await call(url, `/v2/users/${id}`)).toMatchObject({
        status: 200,
        body: { id: 'u1', email: 'Jill@example.com', account_id: 'a1' },
      })
  })

  it('is the token’s own at /users/me in strict mode', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      resources,
      credentials: { zoom: [{ token: 't', accountId: 'a1', userId: 'u1', scopes: ['user:read:user'] }] },
    })
    expect(await call(url, ME, { token: 't' })).toMatchObject({
      status: 200,
      body: { id: 'u1', email: 'Jill@example.com', account_id: 'a1' },
    })
  })

  it('exists as soon as it is named', async () => {
    const { url } = await startTestServer()
    expect(await call(url, '/v2/users/new@example.com')).toMatchObject({
      status: 200,
      body: { email: 'new@example.com' },
    })
  })

  it('that is not there is 404 when seeded, and `me` always is', async () => {
    const { url } = await startTestServer({ provisioning: 'seeded', resources })
    expect(await call(url, '/v2/users/u9')).toMatchObject(refusal(404, 1001, 'User does not exist: u9.'))
    expect((await call(url, ME)).status).toBe(200)
  })

  it('of another account is 404 with 1010', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      resources,
      credentials: { zoom: [{ token: 't', accountId: 'a2', scopes: [READ_USER] }] },
    })
    expect(await call(url, '/v2/users/u1', { token: 't' })).toMatchObject(
      refusal(404, 1010, 'User does not belong to this account.'),
    )
  })

  it('asks for a credential and for its scope', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { zoom: [{ token: 't', scopes: ['user:write'] }] },
    })
    expect(await call(url, ME, { token: null })).toMatchObject(refusal(401, 124, texts.badToken))
    expect(await call(url, ME, { token: 't' })).toMatchObject({ status: 400, body: { code: 4711 } })
  })
})

describe('the token endpoint', () => {
  it.each(['body', 'query'] as const)('issues a token for a grant in the %s', async place => {
    const { url } = await startTestServer(strict([UPLOAD, READ_USER]))
    const reply = await askToken(url, { place })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'bearer',
      expires_in: 3_600,
      scope: `${UPLOAD} ${READ_USER}`,
      api_url: url,
    })
  })

  it('issues a JWT with the account as `aid`, and no refresh token', async () => {
    const { url } = await startTestServer(strict([]))
    const { body } = await askToken(url)
    expect(body).not.toHaveProperty('refresh_token')
    expect(claimsOf((body as { access_token: string }).access_token)).toMatchObject({ aid: 'a1' })
  })

  it('takes a grant that stands half in the query and half in the body', async () => {
    const { url } = await startTestServer(strict([]))
    const reply = await call(url, '/oauth/token?grant_type=account_credentials', {
      method: 'POST',
      token: null,
      headers: {
        ...basic(app.clientId, app.clientSecret),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'account_id=a1',
    })
    expect(reply.status).toBe(200)
  })

  it.each([
    ['no credential', {}],
    ['another scheme', { authorization: 'Bearer x' }],
    ['Basic without a value', { authorization: 'Basic ' }],
    ['an unknown client', basic('client-9', 'secret-1')],
    ['a wrong secret', basic('client-1', 'wrong')],
    ['an empty secret', basic('client-1', '')],
    ['another client’s secret', basic('client-1', 'secret-2')],
    ['an empty client', basic('', 'secret-1')],
  ])('refuses %s in strict mode with its own envelope', async (_, headers) => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { zoom: [app, { clientId: 'client-2', clientSecret: 'secret-2', accountId: 'a1' }] },
    })
    const reply = await askToken(url, { headers })
    expect(reply.status).toBe(401)
    expect(reply.body).toEqual({ error: 'invalid_client', reason: 'Invalid client_id or client_secret' })
  })

  it.each([
    ['another grant', { ...GRANT, grant_type: 'authorization_code' }],
    ['an empty grant', { ...GRANT, grant_type: '' }],
    ['no grant', { account_id: 'a1' }],
  ])('refuses %s', async (_, grant) => {
    const { url } = await startTestServer(strict([]))
    expect(await askToken(url, { grant })).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^[a-z_]+$/), reason: expect.stringMatching(/./) },
    })
  })

  it.each([
    ['another account', { ...GRANT, account_id: 'a2' }],
    ['an empty account', { ...GRANT, account_id: '' }],
    ['no account', { grant_type: 'account_credentials' }],
  ])('refuses %s as an invalid grant', async (_, grant) => {
    const { url } = await startTestServer(strict([]))
    const reply = await askToken(url, { grant })
    expect(reply.status).toBe(400)
    expect(reply.body).toEqual({ error: 'invalid_grant', reason: 'Invalid Token!' })
  })

  it('takes any client in presence mode, and none without a credential', async () => {
    const { url } = await startTestServer()
    const token = await issuedToken(url, { headers: basic('any', 'thing') })
    expect((await upload(url, MINE, { token })).status).toBe(201)
    expect(await askToken(url, { headers: {} })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
  })

  it('asks for nothing where credentials are off', async () => {
    const { url } = await startTestServer({ auth: 'off' })
    expect(await askToken(url, { headers: {} })).toMatchObject({
      status: 200,
      body: { access_token: expect.stringMatching(/./) },
    })
  })

  it.each(['GET', 'PUT', 'DELETE'])('takes no %s', async method => {
    const { url } = await startTestServer()
    expect((await call(url, '/oauth/token', { method })).status).toBe(405)
  })
})

describe('an issued token', () => {
  it('is let in in strict mode, for what its app’s scopes allow', async () => {
    const { url } = await startTestServer(strict([READ_USER]))
    const token = await issuedToken(url)
    expect(await call(url, ME, { token })).toMatchObject({ status: 200, body: { account_id: 'a1' } })
    expect(await upload(url, MINE, { token })).toMatchObject(
      refusal(
        400,
        4711,
        expect.stringContaining('does not contain scopes:[user:write:virtual_background_files'),
      ),
    )
    expect(await assetsOf(url)).toEqual([])
  })

  it('ends an hour later by the clock, with 401 and 124', async () => {
    const clock = new TestClock()
    const { url } = await startTestServer(strict([READ_USER]), { clock })
    const token = await issuedToken(url)
    clock.advance(3_599_999)
    expect((await call(url, ME, { token })).status).toBe(200)
    clock.advance(1)
    expect(await call(url, ME, { token })).toMatchObject(refusal(401, 124, 'Access token is expired.'))
    expect((await call(url, ME, { token: await issuedToken(url) })).status).toBe(200)
  })

  it('goes on beside others that are issued', async () => {
    const clock = new TestClock()
    const { url } = await startTestServer(strict([READ_USER]), { clock })
    const first = await issuedToken(url)
    clock.advance(60_000)
    const second = await issuedToken(url)
    for (const token of [first, second]) expect((await call(url, ME, { token })).status).toBe(200)
  })

  it('outlives a restart, since nothing need be remembered', async () => {
    const before = await startTestServer(strict([READ_USER]))
    const token = await issuedToken(before.url)
    const after = await startTestServer(strict([READ_USER]))
    expect((await call(after.url, ME, { token })).status).toBe(200)
  })

  const forgeries: readonly [string, (token: string) => string][] = [
    ['another signature', token => `${token.slice(0, -4)}AAAA`],
    ['no signature', token => token.split('.').slice(0, 2).join('.')],
    ['an empty signature', token => `${token.split('.').slice(0, 2).join('.')}.`],
    [
      'claims that were changed',
      token => {
        const [head = '', , signature = ''] = token.split('.')
        const claims = Buffer.from(JSON.stringify({ ...claimsOf(token), exp: 9_999_999_999 }))
        return [head, claims.toString('base64url'), signature].join('.')
      },
    ],
    ['a signature by another secret', token => signedBy(token, 'guess')],
    ['a signature by an empty secret', token => signedBy(token, '')],
    [
      'the algorithm none',
      token => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`,
    ],
    ['claims that are no JSON', () => 'a.b.c'],
    ['claims that are null', () => `a.${Buffer.from('null').toString('base64url')}.c`],
    [
      'the name of an app that is not there',
      () => {
        const claims = { cid: 'client-9', aid: 'a1', exp: 9_999_999_999 }
        return signedBy(`e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`, 'secret-1')
      },
    ],
  ]

  function signedBy(token: string, secret: string): string {
    const body = token.split('.').slice(0, 2).join('.')
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
  }

  it.each(forgeries)('is refused with %s', async (_, forge) => {
    const { url } = await startTestServer(strict([READ_USER]))
    const token = forge(await issuedToken(url))
    expect(await call(url, ME, { token })).toMatchObject(refusal(401, 124, texts.badToken))
  })

  it('leads its bearer into the namespace in which it was asked for', async () => {
    const { url } = await startTestServer(strict([UPLOAD]))
    const reply = await askToken(`${url}/ns/team-1`)
    expect(reply.body).toMatchObject({
      access_token: expect.stringMatching(/_ns_team-1$/),
      api_url: `${url}/ns/team-1`,
    })
    const token = (reply.body as { access_token: string }).access_token
    expect((await upload(url, MINE, { token })).status).toBe(201)
    expect(await assetsOf(`${url}/ns/team-1`)).toHaveLength(1)
    expect(await assetsOf(url)).toEqual([])
  })

  it('leads there also where a header named the namespace', async () => {
    const { url } = await startTestServer(strict([UPLOAD]))
    const headers = { ...basic(app.clientId, app.clientSecret), 'x-mock-namespace': 'team-2' }
    const token = await issuedToken(url, { headers })
    expect((await upload(url, MINE, { token })).status).toBe(201)
    expect(await assetsOf(`${url}/ns/team-2`)).toHaveLength(1)
  })
})
