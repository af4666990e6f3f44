import { describe, expect, it } from 'vitest'
import { startTestServer } from '../helpers/server.ts'
import { background, devicePath, JOBS, ORG_SETTINGS, settingsAt } from './webex/settings-client.ts'
import { envelope } from './webex/webex-client.ts'
import { call } from './zoom/zoom-client.ts'

const UNSUPPORTED =
  'The request was made to a resource without specifying a media type or used a media type that is not supported.'

const json = JSON.stringify(background('http://media.example/a.png'))
const bodies = [
  { type: 'text/plain', body: json },
  { type: 'application/x-www-form-urlencoded', body: 'customEnabled=true' },
  { type: 'multipart/form-data; boundary=x', body: '--x--\r\n' },
]

describe.each(bodies)('settings of a phone as $type', ({ type, body }) => {
  const headers = { 'content-type': type }

  it.each([
    { method: 'PUT', path: devicePath('phone-1'), shownAt: devicePath('phone-1') },
    { method: 'POST', path: JOBS, shownAt: ORG_SETTINGS },
  ])(
    'are refused by Webex with 415, and change nothing: $method $path',
    async ({ method, path, shownAt }) => {
      const { url } = await startTestServer()
      const before = await settingsAt(url, shownAt)
      expect(await call(url, path, { method, headers, body })).toMatchObject(envelope(415, UNSUPPORTED))
      expect(await settingsAt(url, shownAt)).toEqual(before)
    },
  )
})

it.each([
  { type: 'application/x-www-form-urlencoded', body: 'virtual_background=false' },
  { type: 'text/plain', body: '{"in_meeting":{"virtual_background":false}}' },
  { type: 'multipart/form-data; boundary=x', body: '--x--\r\n' },
])('settings of Zoom as $type are refused with 415, and change nothing', async ({ type, body }) => {
  const { url } = await startTestServer()
  for (const path of ['/v2/users/me/settings', '/v2/groups/g1/settings', '/v2/accounts/me/settings']) {
    const before = await call(url, path)
    expect(await call(url, path, { method: 'PATCH', headers: { 'content-type': type }, body })).toMatchObject(
      {
        status: 415,
        body: { code: 415, message: expect.stringMatching(/./) },
      },
    )
    expect((await call(url, path)).body).toEqual(before.body)
  }
})
