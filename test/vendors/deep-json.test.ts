import { describe, expect, it } from 'vitest'
import { startTestServer } from '../helpers/server.ts'
import { call as callConnect, expectException, workspaceIds } from './amazon-connect/connect.ts'
import { devicePath, send, settingsAt } from './webex/settings-client.ts'
import { badRequest, INVALID } from './webex/webex-client.ts'
import { call, refusal } from './zoom/zoom-client.ts'

const PHONE = devicePath('phone-1')
const SETTINGS = '/v2/users/me/settings'

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const phoneSettings = (levels: number) => `{"customizations":{"mpp":{"x":${nested(levels)}}}}`

describe.each([250, 5_000, 100_000])('JSON of %i levels', levels => {
  it('is refused by Webex in its envelope, and the phone keeps its settings', async () => {
    const { url } = await startTestServer()
    const before = await settingsAt(url, PHONE)
    expect(await send(url, 'PUT', PHONE, phoneSettings(levels))).toMatchObject(badRequest(INVALID))
    expect(await settingsAt(url, PHONE)).toEqual(before)
  })

  it('is refused by Amazon Connect as an exception, and makes no workspace', async () => {
    const { url } = await startTestServer()
    const body = `{"Name":"n","x":${nested(levels)}}`
    const reply = await callConnect(url, 'PUT', '/workspaces/i1', { body })
    await expectException(reply, 'InvalidRequestException')
    expect(await workspaceIds(url)).toEqual([])
  })

  it('is refused by Zoom with a code, and the switch stays', async () => {
    const { url } = await startTestServer()
    const before = await call(url, SETTINGS)
    const body = `{"in_meeting":{"virtual_background":false},"x":${nested(levels)}}`
    expect(await send(url, 'PATCH', SETTINGS, body)).toMatchObject(
      refusal(400, 300, 'Request Body should be a valid JSON object.'),
    )
    expect((await call(url, SETTINGS)).body).toEqual(before.body)
  })
})

it('JSON of 150 levels is kept where Webex takes any members', async () => {
  const { url } = await startTestServer()
  expect((await send(url, 'PUT', PHONE, phoneSettings(150))).status).toBe(204)
  const { customizations } = await settingsAt(url, PHONE)
  expect(customizations.mpp?.x).toEqual(JSON.parse(nested(150)))
})
