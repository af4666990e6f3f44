import { describe, expect, it } from 'vitest'
import { sendRaw } from '../helpers/raw-http.ts'
import { startTestServer } from '../helpers/server.ts'

const heads = [
  { what: 'a header of 20 KB', status: 431, lines: `Host: x\r\nX-Long: ${'a'.repeat(20_000)}` },
  { what: 'a header without a colon', status: 400, lines: 'bad header' },
]

const words = expect.stringMatching(/./)
const zoom = { header: 'x-zm-trackingid', body: { code: 300, message: words } }

const vendors = [
  {
    path: '/v1/telephony/config/devices/backgroundImages',
    header: 'trackingid',
    body: { message: words, errors: [{ description: words, errorCode: 99006 }], trackingId: words },
  },
  { path: '/v2/users/me', ...zoom },
  { path: '/ns/team-1/v2/users/me?page=1', ...zoom },
  { path: '/upload_media', header: 'content-type', body: { message: 'The request could not be read' } },
  { path: '/workspaces/i1', header: 'x-amzn-requestid', body: { Message: words, message: words } },
]

describe.each(heads)('$what', ({ status, lines }) => {
  const send = async (path: string) => {
    const { port } = await startTestServer()
    return sendRaw(port, `GET ${path} HTTP/1.1\r\n${lines}\r\n\r\n`)
  }

  it.each(vendors)(`is answered ${status} in the vendor’s words at $path`, async ({ path, header, body }) => {
    const reply = await send(path)
    expect(reply.status).toBe(status)
    expect(reply.headers).toMatchObject({ 'content-type': 'application/json', [header]: words })
    expect(JSON.parse(reply.body)).toEqual(body)
  })

  it('tells Webex’s tracking id in headers and body alike', async () => {
    const reply = await send('/v1/nothing')
    expect(reply.headers.trackingid).toBe(JSON.parse(reply.body).trackingId)
  })

  it('names Amazon’s exception', async () => {
    expect((await send('/workspaces/i1')).headers['x-amzn-errortype']).toBe('InvalidRequestException')
  })

  it(`is answered ${status} in our own words at a path of nobody’s`, async () => {
    const reply = await send('/nowhere')
    expect(reply.status).toBe(status)
    expect(JSON.parse(reply.body)).toEqual({ message: words })
    for (const header of ['trackingid', 'x-zm-trackingid', 'x-amzn-requestid'])
      expect(reply.headers).not.toHaveProperty(header)
  })
})
