import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { johndow, type UploadOptions, upload } from './softphone.ts'

const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

const digest = (user: string) => ({
  authorization: `Digest username="${user}", realm="media", nonce="n", uri="/upload_media", response="r"`,
})

const WRONG = { message: 'Wrong user name or password' }

describe('presence', () => {
  it.each<[string, UploadOptions]>([
    ['parts from and password', { fields: { from: 'alice', password: 'x' } }],
    ['parts username and password', { fields: { username: 'alice', password: 'x' } }],
    ['parts cloud_username and cloud_password', { fields: { cloud_username: 'alice', cloud_password: 'x' } }],
    ['the part from alone', { fields: { from: 'alice' } }],
    ['the query', { fields: {}, path: '/upload_media?from=alice&password=x' }],
    [
      'the portal’s names in the query',
      { fields: {}, path: '/upload_media?cloud_username=alice&cloud_password=x' },
    ],
    ['a Basic header', { fields: {}, headers: basic('alice', 'x') }],
    ['a Digest header', { fields: {}, headers: digest('alice') }],
  ])('finds the caller in %s', async (_, options) => {
    const server = await startTestServer()
    expect((await upload(server.url, options)).status).toBe(200)
    expect(await assetsOf(server.url)).toMatchObject([{ owner: 'alice' }])
  })

  it.each<[string, UploadOptions]>([
    ['no credential', { fields: {} }],
    ['a password without a user name', { fields: { password: 'x' } }],
    ['an empty user name', { fields: { from: '', password: 'x' } }],
    ['a header of another scheme', { fields: {}, headers: { authorization: 'Bearer x' } }],
  ])('refuses %s with 401 and a message, and nothing stays', async (_, options) => {
    const server = await startTestServer()
    const response = await upload(server.url, options)
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual(WRONG)
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is not disturbed by a header of another scheme where the parts carry the credential', async () => {
    const server = await startTestServer()
    const response = await upload(server.url, { headers: { authorization: 'Bearer provider-token' } })
    expect(response.status).toBe(200)
    expect(await assetsOf(server.url)).toMatchObject([{ owner: 'johndow' }])
  })

  it('prefers the credential in the parts, then the query, then the header', async () => {
    const server = await startTestServer()
    const path = '/upload_media?from=in-query'
    const headers = basic('in-header', 'x')
    await upload(server.url, { path, headers, fields: { from: 'in-parts' } })
    await upload(server.url, { path, headers, fields: {} })
    await upload(server.url, { headers, fields: {} })
    const owners = (await assetsOf(server.url)).map(asset => asset.owner)
    expect(owners).toEqual(['in-parts', 'in-query', 'in-header'])
  })
})

describe('strict', () => {
  const config = {
    auth: 'strict',
    credentials: {
      'cloud-softphone': [
        { username: 'johndow', password: '12345678' },
        { username: '+44201234', password: 'a:b c' },
      ],
    },
  } as const

  it.each<[string, UploadOptions]>([
    ['parts', { fields: johndow }],
    ['the portal’s parts', { fields: { cloud_username: 'johndow', cloud_password: '12345678' } }],
    ['the query', { fields: {}, path: '/upload_media?from=johndow&password=12345678' }],
    ['a Basic header', { fields: {}, headers: basic('johndow', '12345678') }],
    ['a password with a colon', { fields: {}, headers: basic('+44201234', 'a:b c') }],
    ['an encoded query', { fields: {}, path: '/upload_media?from=%2B44201234&password=a%3Ab%20c' }],
    ['a user name that ends in a namespace', { fields: { from: 'johndow_ns_team', password: '12345678' } }],
  ])('lets in whom the configuration lists, by %s', async (_, options) => {
    const server = await startTestServer(config)
    expect((await upload(server.url, options)).status).toBe(200)
  })

  it('lets in a user whose name has a raw + in the query', async () => {
    const server = await startTestServer(config)
    const path = '/upload_media?from=+44201234&password=a%3Ab%20c'
    expect((await upload(server.url, { fields: {}, path })).status).toBe(200)
  })

  it('lets in by the parts when the query has the user name alone', async () => {
    const server = await startTestServer(config)
    expect((await upload(server.url, { path: '/upload_media?from=johndow&to=1' })).status).toBe(200)
  })

  it.each<[string, UploadOptions]>([
    ['a wrong password', { fields: { from: 'johndow', password: 'wrong' } }],
    ['no password', { fields: { from: 'johndow' } }],
    ['an unknown user', { fields: { from: 'nobody', password: '12345678' } }],
    ['another user’s password', { fields: { from: '+44201234', password: '12345678' } }],
    ['no credential', { fields: {} }],
    ['a wrong password in the query', { fields: {}, path: '/upload_media?from=johndow&password=wrong' }],
    ['a wrong password in a Basic header', { fields: {}, headers: basic('johndow', 'wrong') }],
  ])('refuses %s with 401, and nothing stays', async (_, options) => {
    const server = await startTestServer(config)
    const response = await upload(server.url, options)
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual(WRONG)
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('asks for no credential to fetch media', async () => {
    const server = await startTestServer(config)
    const { media_url } = (await (await upload(server.url)).json()) as { media_url: string }
    expect((await fetch(media_url)).status).toBe(200)
  })
})

describe('off', () => {
  it.each<[string, UploadOptions]>([
    ['nobody', { fields: {} }],
    ['a header that can’t be read', { fields: {}, headers: { authorization: 'Nonsense' } }],
  ])('lets in %s', async (_, options) => {
    const server = await startTestServer({ auth: 'off' })
    expect((await upload(server.url, options)).status).toBe(200)
    expect(await assetsOf(server.url)).toMatchObject([{ owner: 'anonymous' }])
  })

  it('still knows whose media they are', async () => {
    const server = await startTestServer({ auth: 'off' })
    expect((await upload(server.url)).status).toBe(200)
    expect(await assetsOf(server.url)).toMatchObject([{ owner: 'johndow' }])
  })
})
