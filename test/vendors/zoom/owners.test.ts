import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { MINE, pathOf, refusal, remove, upload, uploadedId } from './zoom-client.ts'

const scopes = ['user:write', 'account:write:admin', 'group:write:admin']
const ann = { id: 'KDcuGIm1QgePTO8WbOqwIQ', email: 'Ann@Example.com', accountId: 'acme' }
const bob = { id: 'bob', email: 'bob@example.com', accountId: 'acme' }
const eve = { id: 'eve', email: 'eve@example.org', accountId: 'evil' }

const noUser = (id: string) => refusal(404, 1001, `User does not exist: ${id}.`)
const noAccount = (id: string) => refusal(404, 2001, `Account does not exist: ${id}`)
const noGroup = (id: string) => refusal(404, 4130, `A group with this ${id} does not exist.`)
const foreignUser = refusal(404, 1010, expect.stringMatching(/^User does not belong to this account/))

describe('the spellings of one user', () => {
  const tokens = [
    { what: 'by its id', userId: ann.id },
    { what: 'by its e-mail', userId: ann.email },
    { what: 'by its e-mail in another case', userId: ann.email.toLowerCase() },
  ]
  it.each(tokens)('are one owner when the token names it $what', async ({ userId }) => {
    const { url } = await startTestServer({
      auth: 'strict',
      resources: { zoom: { users: [ann, bob] } },
      credentials: { zoom: [{ token: 't', userId, accountId: 'acme', scopes }] },
    })
    for (const id of ['me', ann.id, ann.email, 'ann%40example.com', 'ANN@EXAMPLE.COM'])
      await uploadedId(url, pathOf('user', id), { token: 't' })
    expect(new Set((await assetsOf(url)).map(asset => asset.owner)).size).toBe(1)
    await uploadedId(url, pathOf('user', bob.id), { token: 't' })
    expect(new Set((await assetsOf(url)).map(asset => asset.owner)).size).toBe(2)
  })

  it('share what is stored: uploaded as me, deleted by e-mail', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      resources: { zoom: { users: [ann] } },
      credentials: { zoom: [{ token: 't', userId: ann.id, scopes }] },
    })
    const id = await uploadedId(url, MINE, { token: 't' })
    const reply = await remove(url, `?file_ids=${id}`, pathOf('user', 'ann@example.com'), { token: 't' })
    expect(reply.status).toBe(204)
  })

  it('are one owner when only the token knows the user', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { zoom: [{ token: 't', userId: ann.id, scopes }] },
    })
    for (const id of ['me', ann.id]) await uploadedId(url, pathOf('user', id), { token: 't' })
    expect(new Set((await assetsOf(url)).map(asset => asset.owner)).size).toBe(1)
  })

  it('are one owner in any case when the token knows the user by its e-mail alone', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { zoom: [{ token: 't', userId: 'Ann@Example.com', scopes }] },
    })
    for (const id of ['me', 'Ann@Example.com', 'ann@example.com'])
      await uploadedId(url, pathOf('user', id), { token: 't' })
    expect(new Set((await assetsOf(url)).map(asset => asset.owner)).size).toBe(1)
  })

  it('are one owner by id and e-mail in presence mode', async () => {
    const { url } = await startTestServer({ resources: { zoom: { users: [ann] } } })
    for (const id of [ann.id, 'ann@example.com']) await uploadedId(url, pathOf('user', id))
    expect(new Set((await assetsOf(url)).map(asset => asset.owner)).size).toBe(1)
  })

  it('are two owners for two tokens that name two users', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: {
        zoom: [
          { token: 'a', userId: 'a', scopes },
          { token: 'b', userId: 'b', scopes },
        ],
      },
    })
    const id = await uploadedId(url, MINE, { token: 'a' })
    expect((await remove(url, `?file_ids=${id}`, MINE, { token: 'b' })).status).toBe(400)
    expect((await remove(url, `?file_ids=${id}`, pathOf('user', 'a'), { token: 'b' })).status).toBe(204)
  })
})

describe('an account', () => {
  it('is one owner as me and by its explicit id', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { zoom: [{ token: 't', accountId: 'acme', scopes }] },
    })
    for (const id of ['me', 'acme']) await uploadedId(url, pathOf('account', id), { token: 't' })
    await uploadedId(url, pathOf('account', 'sub'), { token: 't' })
    expect(new Set((await assetsOf(url)).map(asset => asset.owner)).size).toBe(2)
  })

  it('is taken by its explicit id unless that is configured to be refused', async () => {
    const { url } = await startTestServer()
    expect((await upload(url, pathOf('account', 'acme'))).status).toBe(201)
  })

  it('is refused by its explicit id, but not as me, where that is configured', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      resources: { zoom: { accounts: [{ id: 'sub' }] } },
      credentials: { zoom: [{ token: 't', accountId: 'acme', scopes }] },
      vendors: { zoom: { explicitAccountId: 'refuse' } },
    })
    const token = 't'
    expect(await upload(url, pathOf('account', 'acme'), { token })).toMatchObject(noAccount('acme'))
    const removed = await remove(url, '?file_ids=x', pathOf('account', 'acme'), { token })
    expect(removed).toMatchObject(noAccount('acme'))
    expect(await assetsOf(url)).toEqual([])
    expect((await upload(url, pathOf('account', 'me'), { token })).status).toBe(201)
    expect((await upload(url, pathOf('account', 'sub'), { token })).status).toBe(201)
  })
})

describe('with seeded provisioning', () => {
  const start = () =>
    startTestServer({
      provisioning: 'seeded',
      auth: 'strict',
      resources: {
        zoom: { accounts: [{ id: 'acme' }], groups: [{ id: 'g1' }], users: [ann, bob, eve, { id: 'free' }] },
      },
      credentials: { zoom: [{ token: 'test', userId: ann.id, accountId: 'acme', scopes }] },
    })

  it.each([
    pathOf('account', 'me'),
    pathOf('account', 'acme'),
    pathOf('group', 'g1'),
    pathOf('user', 'me'),
    pathOf('user', 'bob'),
    pathOf('user', 'bob%40example.com'),
    pathOf('user', 'free'),
  ])('what is configured exists: %s', async path => {
    const { url } = await start()
    const id = await uploadedId(url, path)
    expect((await remove(url, `?file_ids=${id}`, path)).status).toBe(204)
  })

  it.each([
    { path: pathOf('account', 'other'), expected: noAccount('other') },
    { path: pathOf('group', 'g2'), expected: noGroup('g2') },
    { path: pathOf('group', 'me'), expected: noGroup('me') },
    { path: pathOf('user', 'nobody'), expected: noUser('nobody') },
    { path: pathOf('user', 'nobody%40example.com'), expected: noUser('nobody@example.com') },
    { path: pathOf('user', 'eve'), expected: foreignUser },
    { path: pathOf('user', 'eve@example.org'), expected: foreignUser },
  ])('the rest does not: $path', async ({ path, expected }) => {
    const { url } = await start()
    const reply = await upload(url, path)
    expect(reply).toMatchObject(expected)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(await remove(url, '?file_ids=x', path)).toMatchObject(expected)
    expect(await assetsOf(url)).toEqual([])
  })

  it('me always exists, though nothing is configured', async () => {
    const { url } = await startTestServer({ provisioning: 'seeded' })
    expect((await upload(url, pathOf('account', 'me'))).status).toBe(201)
    expect((await upload(url, pathOf('user', 'me'))).status).toBe(201)
    expect(await upload(url, pathOf('user', 'x'))).toMatchObject(noUser('x'))
    expect(await upload(url, pathOf('account', 'x'))).toMatchObject(noAccount('x'))
  })

  it('the token is judged before the owner', async () => {
    const { url } = await start()
    expect((await upload(url, pathOf('user', 'nobody'), { token: 'wrong' })).status).toBe(401)
  })
})

describe('without provisioning', () => {
  it('a group me is none of the groups', async () => {
    const { url } = await startTestServer()
    expect(await upload(url, pathOf('group', 'me'))).toMatchObject(noGroup('me'))
    expect(await assetsOf(url)).toEqual([])
  })

  it('a user of another account is refused as that', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      resources: { zoom: { users: [eve] } },
      credentials: { zoom: [{ token: 't', accountId: 'acme', scopes }] },
    })
    expect(await upload(url, pathOf('user', 'eve'), { token: 't' })).toMatchObject(foreignUser)
    expect(await assetsOf(url)).toEqual([])
  })
})
