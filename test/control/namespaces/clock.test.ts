import { describe, expect, it, onTestFinished } from 'vitest'
import { startUploadmock } from '../../../src/index.ts'
import { formOf } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'

const UPLOAD = '/v2/users/me/settings/virtual_backgrounds'

async function put(url: string, body: unknown, type = 'application/json') {
  const response = await fetch(`${url}/_mock/clock`, {
    method: 'PUT',
    headers: { 'content-type': type },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as { [key: string]: unknown } }
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(`${url}/_mock/clock`)
  expect(response.status).toBe(200)
  return response.json()
}

/** A server whose clock stands still at the beginning of 2030, with a call that its bucket judges. */
async function throttled() {
  const { url } = await startTestServer({
    auth: 'off',
    vendors: { 'amazon-connect': { rateLimit: 'on' } },
  })
  await put(url, { now: '2030-01-01T00:00:00Z', frozen: true })
  return { url, list: async () => (await fetch(`${url}/workspaces/i`)).status }
}

async function upload(url: string, token = 'x') {
  const file = { name: 'photo.jpg', type: 'image/jpeg', bytes: fixture('photo.jpg') }
  const headers = { authorization: `Bearer ${token}` }
  return fetch(url + UPLOAD, { method: 'POST', headers, body: formOf({ file }) })
}

describe('a namespace’s clock', () => {
  it('stands still where it is frozen, and moves when it is told to', async () => {
    const { url } = await startTestServer()
    const frozen = { now: '2030-01-02T03:04:05.000Z', frozen: true }
    expect(await put(url, frozen)).toEqual({ status: 200, body: frozen })
    expect(await put(url, { advanceMs: 90_000 })).toEqual({
      status: 200,
      body: { now: '2030-01-02T03:05:35.000Z', frozen: true },
    })
    await upload(url)
    expect(await assetsOf(url)).toMatchObject([{ createdAt: '2030-01-02T03:05:35.000Z' }])
  })

  it('runs on from a time that it is set to', async () => {
    const { url } = await startTestServer()
    const { body } = await put(url, { now: '2030-01-02T03:04:05Z' })
    expect(body.frozen).toBe(false)
    expect(Date.parse(String(body.now)) - Date.UTC(2030, 0, 2, 3, 4, 5)).toBeLessThan(1_000)
  })

  it('is the namespace’s own, and the machine’s again after a reset', async () => {
    const { url } = await startTestServer()
    await put(`${url}/ns/one`, { now: '2030-01-01T00:00:00Z', frozen: true })
    const yearIn = async (world: string) => {
      const { now } = (await (await fetch(`${world}/_mock/clock`)).json()) as { now: string }
      return new Date(now).getUTCFullYear()
    }
    expect(await yearIn(`${url}/ns/one`)).toBe(2030)
    expect(await yearIn(url)).toBe(new Date().getUTCFullYear())
    await fetch(`${url}/ns/one/_mock/reset`, { method: 'POST' })
    expect(await yearIn(`${url}/ns/one`)).toBe(new Date().getUTCFullYear())
  })

  it.each([
    ['a time that is none', { now: 'tomorrow' }],
    ['an unknown key', { nwo: '2030-01-01T00:00:00Z' }],
    ['two wishes at once', { now: '2030-01-01T00:00:00Z', advanceMs: 1 }],
    ['a fraction', { advanceMs: 0.5 }],
    ['no object', 'now'],
  ])('is not moved by %s', async (_, body) => {
    const { url } = await startTestServer()
    const reply = await put(url, body)
    expect(reply.status).toBe(400)
    expect(reply.body).toMatchObject({ error: { code: 'invalid' } })
    expect(await (await fetch(`${url}/_mock/clock`)).json()).toMatchObject({ frozen: false })
  })

  it('ends a token, without anybody’s waiting', async () => {
    const expiresAt = '2030-01-01T00:00:00Z'
    const token = { token: 't', scopes: ['user:write'], expiresAt }
    const { url } = await startTestServer({ auth: 'strict', credentials: { zoom: [token] } })
    expect((await upload(url, 't')).status).toBe(201)
    await put(url, { now: expiresAt, frozen: true })
    const late = await upload(url, 't')
    expect([late.status, await late.json()]).toEqual([
      401,
      { code: 124, message: 'Access token is expired.' },
    ])
  })

  it.each([
    ['advanceMs', { advanceMs: 9_000_000_000_000_000 }],
    ['advanceMs', { advanceMs: -9_000_000_000_000_000 }],
    ['advanceMs', { advanceMs: 253_402_300_800_000 }],
    ['advanceMs', { advanceMs: 1e18 }],
    ['now', { now: '9999-01-01T00:00:00Z' }],
    ['now', { now: '0000-12-31T23:59:59Z' }],
    ['now', { now: '0001-01-01T00:00:00+01:00', frozen: true }],
  ])('never leaves the years 1 to 9998: %s of %j', async (path, body) => {
    const { url } = await startTestServer()
    expect(await put(url, body)).toMatchObject({ status: 400, body: { error: { code: 'invalid', path } } })
    expect(await get(url)).toEqual({
      now: expect.stringMatching(new RegExp(`^${new Date().getUTCFullYear()}-`)),
      frozen: false,
    })
    expect((await upload(url)).status).toBe(201)
  })

  it.each(['0001-01-01T00:00:00.000Z', '9998-12-30T00:00:00.000Z'])('may be %s', async now => {
    const { url } = await startTestServer()
    expect(await put(url, { now, frozen: true })).toEqual({ status: 200, body: { now, frozen: true } })
    expect(await get(url)).toEqual({ now, frozen: true })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is not moved by a body of %s',
    async type => {
      const { url } = await startTestServer()
      expect(await put(url, { now: '2030-01-01T00:00:00Z', frozen: true }, type)).toMatchObject({
        status: 415,
        body: { error: { code: 'unsupported-content-type', path: 'content-type' } },
      })
      expect(await get(url)).toMatchObject({ frozen: false })
    },
  )

  it('fills a bucket again', async () => {
    const { url, list } = await throttled()
    for (let burst = 0; burst < 5; burst++) expect(await list()).toBe(200)
    expect(await list()).toBe(429)
    await put(url, { advanceMs: 500 })
    expect(await list()).toBe(200)
  })

  it('takes nothing from a bucket when it is set back', async () => {
    const { url, list } = await throttled()
    expect(await list()).toBe(200)
    await put(url, { now: '2020-01-01T00:00:00Z', frozen: true })
    for (let rest = 0; rest < 4; rest++) expect(await list()).toBe(200)
    expect(await list()).toBe(429)
    await put(url, { advanceMs: -60_000 })
    expect(await list()).toBe(429)
    await put(url, { advanceMs: 500 })
    expect([await list(), await list()]).toEqual([200, 429])
  })

  it('is moved by the library', async () => {
    const mock = await startUploadmock()
    onTestFinished(() => mock.close())
    const { clock } = mock.namespace('one')
    await clock.set({ now: '2030-01-01T00:00:00Z', frozen: true })
    expect(await clock.advance(60_000)).toEqual({ now: '2030-01-01T00:01:00.000Z', frozen: true })
    expect(await clock.get()).toEqual({ now: '2030-01-01T00:01:00.000Z', frozen: true })
    expect((await clock.set({ frozen: false })).frozen).toBe(false)
    expect((await mock.clock.get()).frozen).toBe(false)
  })
})
