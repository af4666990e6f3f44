import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { call, levels, MINE, pathOf, rawCall, refusal, texts, upload } from './zoom-client.ts'

const TRACKING_ID = /^v=2\.0;clid=us02;rid=WEB_[0-9a-f]{32}$/

describe('the tracking id', () => {
  it.each([
    { what: 'a refused credential', path: MINE, token: null },
    { what: 'an unknown path', path: '/v2/nothing', token: 'test' },
    { what: 'a method that is not taken', path: MINE, token: 'test' },
    { what: 'a path that can not be decoded', path: pathOf('user', '%zz'), token: 'test' },
  ])('is on every reply: $what', async ({ path, token }) => {
    const { url } = await startTestServer()
    const reply = await call(url, path, { token })
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.headers.get('x-zm-trackingid')).toMatch(TRACKING_ID)
    expect(reply.headers.get('content-type')).toBe('application/json')
  })

  it('is another one each time', async () => {
    const { url } = await startTestServer()
    const replies = [await upload(url), await upload(url)]
    expect(new Set(replies.map(reply => reply.headers.get('x-zm-trackingid'))).size).toBe(2)
  })
})

describe('a path that Zoom does not have', () => {
  it.each([
    '/v2',
    '/v2/',
    '/v2/nothing',
    '/v2/users/me/settings/virtual_background',
    '/v2/Users/me/settings/virtual_backgrounds',
    '/v2/users/me/x/settings/virtual_backgrounds',
    `${MINE}/`,
    `${MINE}/x`,
  ])('is not recognized: %s', async path => {
    const { url } = await startTestServer()
    const reply = await call(url, path)
    expect(reply.status).toBe(404)
    expect(reply.body).toEqual({ code: 2300, message: texts.unknownPath })
  })

  it.each(levels)('takes no upload with a slash at its end: $level', async ({ path }) => {
    const { url } = await startTestServer()
    expect(await upload(url, `${path}/`)).toMatchObject(refusal(404, 2300, texts.unknownPath))
    expect(await assetsOf(url)).toEqual([])
  })
})

describe.each(levels)('a method that the $level does not take', ({ path }) => {
  it.each(['GET', 'PUT', 'PATCH', 'OPTIONS'])('is answered 405 with those it takes: %s', async method => {
    const { url } = await startTestServer()
    const reply = await call(url, path, { method })
    expect(reply).toMatchObject({
      status: 405,
      body: { code: expect.any(Number), message: expect.any(String) },
    })
    expect(reply.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'POST'])
  })

  it('stores nothing', async () => {
    const { url } = await startTestServer()
    const body = new FormData()
    body.append('file', new Blob(['x']), 'a.jpg')
    expect((await call(url, path, { method: 'PUT', body })).status).toBe(405)
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('an address that can not be decoded', () => {
  it.each(['%zz', '%', '%e0%a4', '%ff'])('is answered 400 in the envelope: %s', async id => {
    const { url, port } = await startTestServer()
    const head = [`POST ${pathOf('user', id)} HTTP/1.1`, 'Host: localhost', 'Authorization: Bearer test']
    const reply = await rawCall(port, head, Buffer.from('x'))
    expect(reply.status).toBe(400)
    expect(reply.headers['content-type']).toBe('application/json')
    expect(JSON.parse(reply.body)).toEqual({ code: 300, message: expect.stringMatching(/./) })
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('an id that is too long to be one', () => {
  it('is no reason to say that the method is not taken', async () => {
    const { url } = await startTestServer()
    const reply = await upload(url, pathOf('user', 'x'.repeat(4_000)))
    expect([400, 404]).toContain(reply.status)
    expect(reply.headers.has('allow')).toBe(false)
    expect(reply.headers.get('x-zm-trackingid')).toMatch(TRACKING_ID)
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('a page of another origin', () => {
  it('may read the reply, and may ask first', async () => {
    const { url } = await startTestServer()
    const headers = { origin: 'https://example.com' }
    expect((await upload(url, MINE, { headers })).headers.get('access-control-allow-origin')).toBe('*')
    const asked = await call(url, MINE, {
      method: 'OPTIONS',
      token: null,
      headers: { ...headers, 'access-control-request-method': 'POST' },
    })
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST')
    expect((await upload(url)).headers.has('access-control-allow-origin')).toBe(false)
  })
})
