import { describe, expect, it } from 'vitest'
import { startTestServer } from '../helpers/server.ts'
import { type ControlReply, controlCall } from './control-call.ts'

const corsOf = (reply: ControlReply) =>
  Object.keys(reply.headers).filter(name => name.startsWith('access-control-'))

const vendorPaths = [
  '/upload_media_precheck?from=alice',
  '/media/none',
  '/workspaces/i1',
  '/workspaces/i1/w1/pages',
  '/workspace-media/none',
  '/v2/users/me/settings/virtual_backgrounds',
  '/v1/telephony/config/devices/backgroundImages',
]

describe('a vendor’s reply', () => {
  it.each(vendorPaths)('may be read by a page of any origin: %s', async path => {
    const server = await startTestServer()
    const reply = await controlCall(server.port, path, { headers: { origin: 'https://app.example' } })
    expect(reply.headers['access-control-allow-origin']).toBe('*')
    expect(reply.headers['access-control-expose-headers']).toBe('*')
    expect(reply.headers['access-control-allow-credentials']).toBeUndefined()
  })

  it.each(vendorPaths)('has no CORS headers where no page asks: %s', async path => {
    const server = await startTestServer()
    expect(corsOf(await controlCall(server.port, path))).toEqual([])
  })

  it.each(['null', 'http://localhost:3000'])('may be read by a page of origin %s', async origin => {
    const server = await startTestServer()
    const reply = await controlCall(server.port, '/workspaces/i1', { headers: { origin } })
    expect(reply.headers['access-control-allow-origin']).toBe('*')
  })
})

describe('a preflight', () => {
  it.each([
    ['POST', '/upload_media'],
    ['PUT', '/upload_media'],
    ['POST', '/upload_media_precheck'],
    ['GET', '/media/none'],
    ['POST', '/workspaces/i1/w1/media'],
    ['DELETE', '/workspaces/i1/w1/media'],
    ['PUT', '/workspaces/i1'],
    ['POST', '/ns/team-1/workspaces/i1/w1/media'],
  ])('lets a page send %s to %s, without a credential', async (method, path) => {
    const server = await startTestServer({ auth: 'strict' })
    const reply = await controlCall(server.port, path, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type,x-amz-date',
      },
    })
    expect([reply.status, reply.body.length]).toEqual([204, 0])
    expect(reply.headers['access-control-allow-origin']).toBe('*')
    expect(reply.headers['access-control-allow-methods']).toContain(method)
    expect(reply.headers['access-control-allow-headers']).toBe('authorization,content-type,x-amz-date')
  })

  it('is no preflight without an Origin: OPTIONS is refused in the vendor’s words', async () => {
    const server = await startTestServer()
    const reply = await controlCall(server.port, '/upload_media', { method: 'OPTIONS' })
    expect(reply.status).toBe(405)
    expect(corsOf(reply)).toEqual([])
  })
})

describe('the control API', () => {
  it.each(['/_mock/health', '/_mock/assets', '/_mock/policies', '/_mock/nothing'])(
    'has no CORS headers for anybody: %s',
    async path => {
      const server = await startTestServer()
      const own = { origin: `http://127.0.0.1:${server.port}` }
      for (const headers of [{}, own, { origin: 'https://app.example' }] as { [name: string]: string }[])
        expect(corsOf(await controlCall(server.port, path, { headers }))).toEqual([])
    },
  )

  it('answers no preflight, not even its own origin’s', async () => {
    const server = await startTestServer()
    const reply = await controlCall(server.port, '/_mock/reset', {
      method: 'OPTIONS',
      headers: {
        origin: `http://127.0.0.1:${server.port}`,
        'access-control-request-method': 'POST',
      },
    })
    expect(reply.status).not.toBe(204)
    expect(corsOf(reply)).toEqual([])
  })
})
