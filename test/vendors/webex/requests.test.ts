import { describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { call, envelope, IMAGES, NOT_FOUND, rawCall, UUID, upload, uploadPath } from './webex-client.ts'

describe('the headers of a reply', () => {
  it.each([
    { what: 'a success', path: IMAGES, token: 'test' },
    { what: 'a refused credential', path: IMAGES, token: null },
    { what: 'an unknown path', path: '/v1/nothing', token: 'test' },
    { what: 'a path that can not be decoded', path: uploadPath('%zz'), token: 'test' },
  ])('carry the tracking id that the client sent: $what', async ({ path, token }) => {
    const { url } = await startTestServer()
    const headers = { TrackingID: 'SIMPLE_6b1c' }
    const reply = await call(url, path, { token, headers })
    expect(reply.headers.get('trackingid')).toBe('SIMPLE_6b1c')
    expect(reply.headers.get('content-type')).toBe('application/json')
    if (reply.status !== 200) expect(reply.body).toMatchObject({ trackingId: 'SIMPLE_6b1c' })
  })

  it('carry an id of their own, the same as in the body, where the client sent none', async () => {
    const { url } = await startTestServer()
    const ids = []
    for (const path of ['/v1/nothing', uploadPath('%zz')]) {
      const reply = await call(url, path)
      const id = reply.headers.get('trackingid')
      expect(id).toMatch(new RegExp(`^ROUTERGW_${UUID}$`))
      expect(reply.body).toMatchObject({ trackingId: id })
      ids.push(id)
    }
    expect(new Set(ids).size).toBe(2)
  })

  it('are those of the recorded exchange', async () => {
    const { url } = await startTestServer()
    const reply = await call(url, IMAGES)
    expect(reply.headers.get('cache-control')).toBe('no-cache, no-store')
    expect(reply.headers.get('vary')).toBe('accept-encoding')
    expect(reply.headers.has('strict-transport-security')).toBe(false)
  })

  it('let a page of any origin read the reply, and are silent to others', async () => {
    const { url } = await startTestServer()
    const page = await call(url, IMAGES, { headers: { origin: 'https://example.com' } })
    expect(page.headers.get('access-control-allow-origin')).toBe('*')
    const other = await call(url, IMAGES)
    expect(other.headers.has('access-control-allow-origin')).toBe(false)
  })
})

describe('a path that Webex does not have', () => {
  it.each([
    '/v1',
    '/v1/',
    '/v1/nothing',
    `${IMAGES}/`,
    `${uploadPath()}/`,
    '/v1/telephony/config/devices/backgroundimages',
    '/v1/telephony/config/devices//actions/backgroundImageUpload/invoke/x',
    `/v1/${'x'.repeat(2_000)}`,
  ])('is answered 404: %s', async path => {
    const { url } = await startTestServer()
    expect(await call(url, path)).toMatchObject(envelope(404, NOT_FOUND))
  })

  it('takes no upload with a slash at its end', async () => {
    const { url } = await startTestServer()
    expect(await upload(url, 'logo', { path: `${uploadPath()}/` })).toMatchObject(envelope(404, NOT_FOUND))
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('a method that Webex does not take', () => {
  it.each([
    { method: 'GET', path: uploadPath(), allow: ['POST'] },
    { method: 'PUT', path: uploadPath(), allow: ['POST'] },
    { method: 'PATCH', path: uploadPath(), allow: ['POST'] },
    { method: 'DELETE', path: uploadPath(), allow: ['POST'] },
    { method: 'POST', path: IMAGES, allow: ['GET', 'DELETE'] },
    { method: 'PUT', path: IMAGES, allow: ['GET', 'DELETE'] },
    { method: 'OPTIONS', path: IMAGES, allow: ['GET', 'DELETE'] },
  ])('is answered 405 with those it takes: $method $path', async ({ method, path, allow }) => {
    const { url } = await startTestServer()
    const reply = await call(url, path, { method })
    expect(reply).toMatchObject(
      envelope(405, 'The request was made to a resource using an HTTP request method that is not supported.'),
    )
    const allowed = reply.headers.get('allow')?.split(', ') ?? []
    expect(allowed.filter(one => one !== 'HEAD').sort()).toEqual([...allow].sort())
  })

  it('stores nothing of a file that is sent by PUT', async () => {
    const { url } = await startTestServer()
    const body = new FormData()
    body.append('file', new Blob([new Uint8Array(fixture('photo.jpg'))], { type: 'image/jpeg' }), 'a.jpg')
    body.append('fileName', 'a.jpg')
    expect((await call(url, uploadPath(), { method: 'PUT', body })).status).toBe(405)
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('an address that can not be decoded', () => {
  it.each(['%zz', '%', '%e0%a4', '%ff'])('is answered 400 in the envelope: %s', async id => {
    const { url, port } = await startTestServer()
    const reply = await rawCall(
      port,
      [`POST ${uploadPath(id)} HTTP/1.1`, 'Host: localhost', 'Authorization: Bearer test'],
      Buffer.from('x'),
    )
    expect(reply.status).toBe(400)
    expect(reply.headers['content-type']).toBe('application/json')
    expect(JSON.parse(reply.body)).toMatchObject({
      errors: [{ description: expect.stringMatching(/./) }],
      trackingId: expect.stringMatching(/^ROUTERGW_/),
    })
    expect(await assetsOf(url)).toEqual([])
  })

  it('is answered 400 under a namespace too', async () => {
    const { url } = await startTestServer()
    const reply = await call(url, `/ns/one${uploadPath('%zz')}`)
    expect(reply.status).toBe(400)
    expect(reply.body).toMatchObject({ trackingId: expect.stringMatching(/^ROUTERGW_/) })
  })
})

describe('an id that is too long to be one', () => {
  it('is no reason to say that the method is not taken', async () => {
    const { url } = await startTestServer()
    const reply = await upload(url, 'logo', { path: uploadPath('x'.repeat(4_000)) })
    expect([400, 404]).toContain(reply.status)
    expect(reply.headers.has('allow')).toBe(false)
    expect(reply.body).toMatchObject({ trackingId: expect.stringMatching(/^ROUTERGW_/) })
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('the reason of a refusal', () => {
  it('is told in a header to whom asks for it, and to nobody else', async () => {
    const { url } = await startTestServer()
    const explained = await call(url, '/v1/nothing', { headers: { 'x-mock-explain': '1' } })
    expect(explained.headers.get('x-mock-findings')).toMatch(/path/)
    expect((await call(url, '/v1/nothing')).headers.has('x-mock-findings')).toBe(false)
  })
})
