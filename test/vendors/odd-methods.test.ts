import { describe, expect, it } from 'vitest'
import { sendRaw } from '../helpers/raw-http.ts'
import { startTestServer } from '../helpers/server.ts'
import { texts } from './zoom/zoom-client.ts'

const unknownOperation = { Message: 'The action or operation requested is not valid.' }

/** What each vendor says of a method that it does not take, and of a path that it does not have. */
const vendors = [
  {
    vendor: 'Webex',
    path: '/v1/telephony/config/devices/backgroundImages',
    unknown: '/v1/nothing',
    header: 'trackingid',
    wrongMethod: { status: 405, allow: 'DELETE, GET', body: { errors: [{}] } },
    notFound: { message: 'The requested resource could not be found.' },
  },
  {
    vendor: 'Zoom',
    path: '/v2/users/me/settings/virtual_backgrounds',
    unknown: '/v2/nothing',
    header: 'x-zm-trackingid',
    wrongMethod: { status: 405, allow: 'DELETE, POST', body: { code: 405 } },
    notFound: { code: 2300, message: texts.unknownPath },
  },
  {
    vendor: 'Cloud Softphone',
    path: '/upload_media_precheck',
    unknown: '/media/a/b',
    header: 'content-type',
    wrongMethod: { status: 405, allow: 'GET, HEAD, POST, PUT', body: { message: 'Method not allowed' } },
    notFound: { message: 'Not found' },
  },
  {
    vendor: 'Amazon Connect',
    path: '/workspaces/i1',
    unknown: '/workspaces/a/b/c/d',
    header: 'x-amzn-requestid',
    // AWS has no 405.
    wrongMethod: { status: 404, allow: undefined, body: unknownOperation },
    notFound: unknownOperation,
  },
]

describe.each(['QUERY', 'PROPFIND'])('the method %s', method => {
  const send = (port: number, path: string) => sendRaw(port, `${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)

  it.each(vendors)('is none that a path of $vendor takes', async ({ path, header, wrongMethod }) => {
    const { port } = await startTestServer()
    const { status, headers, body } = await send(port, path)
    expect([status, headers.allow]).toEqual([wrongMethod.status, wrongMethod.allow])
    expect(headers).toHaveProperty(header)
    expect(JSON.parse(body)).toMatchObject(wrongMethod.body)
  })

  it.each(vendors)('finds nothing where $vendor has nothing', async ({ unknown, header, notFound }) => {
    const { port } = await startTestServer()
    const { status, headers, body } = await send(port, unknown)
    expect([status, headers.allow]).toEqual([404, undefined])
    expect(headers).toHaveProperty(header)
    expect(JSON.parse(body)).toMatchObject(notFound)
  })
})
