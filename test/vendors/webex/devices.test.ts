import { describe, expect, it } from 'vitest'
import { startTestServer, TestClock } from '../../helpers/server.ts'
import { devicePath, send, settingsAt } from './settings-client.ts'
import {
  call,
  envelope,
  FORBIDDEN,
  NOT_FOUND,
  READ,
  UNAUTHENTICATED,
  upload,
  uploadPath,
} from './webex-client.ts'

const DEVICES = '/v1/devices'
const UUID_OF_PHONE = '3002ebbf-1c5d-4b60-a5d6-0a3d0a3c7a11'
const base64url = (text: string) => Buffer.from(text).toString('base64url')
const phoneId = base64url(`ciscospark://urn:TEAM:us-east-1_int13/DEVICE/${UUID_OF_PHONE}`)
const callingId = base64url(`ciscospark://urn:TEAM:us-east-1_int13/CALLING_DEVICE/${UUID_OF_PHONE}`)
const padded = (id: string) => encodeURIComponent(id.padEnd(Math.ceil(id.length / 4) * 4, '='))

const resources = {
  webex: {
    orgs: [
      {
        id: 'org-1',
        devices: [
          { id: 'phone-1', product: 'Cisco 8851', locationId: 'loc-1' },
          { id: 'phone-2', product: 'Cisco 6871' },
        ],
        locations: [{ id: 'loc-1' }],
      },
      { id: 'org-2', devices: [{ id: 'phone-3', product: 'Cisco 8851' }] },
    ],
  },
} as const

interface Device {
  readonly id: string
}

async function idsIn(url: string, query = ''): Promise<readonly string[]> {
  const reply = await call(url, DEVICES + query)
  expect(reply.status).toBe(200)
  return (reply.body as { items: Device[] }).items.map(device => device.id)
}

describe('the list of devices', () => {
  it('is there, and empty, where nothing named a device', async () => {
    const { url } = await startTestServer()
    const reply = await call(url, DEVICES)
    expect(reply).toMatchObject({ status: 200, body: { items: [] } })
    expect(reply.headers.get('content-type')).toBe('application/json')
  })

  it('has the configured devices of the org with what the public SDK reads', async () => {
    const { url } = await startTestServer({ resources }, { clock: new TestClock(Date.UTC(2026, 0, 1)) })
    const created = '2026-01-01T00:00:00.000Z'
    expect((await call(url, DEVICES)).body).toEqual({
      items: [
        {
          id: 'phone-1',
          displayName: 'Cisco 8851',
          orgId: 'org-1',
          product: 'Cisco 8851',
          type: 'phone',
          locationId: 'loc-1',
          created,
        },
        {
          id: 'phone-2',
          displayName: 'Cisco 6871',
          orgId: 'org-1',
          product: 'Cisco 6871',
          type: 'phone',
          created,
        },
      ],
    })
  })

  it('has no mac, which the public SDK would fail on when it is null', async () => {
    const { url } = await startTestServer({ resources })
    await upload(url, 'logo', { path: uploadPath('phone-9') })
    const { items } = (await call(url, DEVICES)).body as { items: Device[] }
    expect(items).toHaveLength(3)
    for (const device of items) expect(device).not.toHaveProperty('mac')
  })

  it('has a device that an upload named', async () => {
    const { url } = await startTestServer()
    await upload(url, 'logo', { path: uploadPath(phoneId) })
    expect((await call(url, DEVICES)).body).toMatchObject({
      items: [{ id: phoneId, product: 'Cisco 8851', type: 'phone' }],
    })
  })

  it('has a device whose settings were changed, once for all spellings of its id', async () => {
    const { url } = await startTestServer()
    await send(url, 'PUT', devicePath(phoneId), { customizations: {} })
    await send(url, 'PUT', devicePath(padded(callingId)), { customizations: {} })
    await send(url, 'PUT', devicePath(UUID_OF_PHONE), { customizations: {} })
    expect(await idsIn(url)).toEqual([phoneId])
  })

  it('has a configured device once when an upload names it too', async () => {
    const { url } = await startTestServer({ resources })
    await upload(url, 'logo', { path: uploadPath('phone-2') })
    expect(await idsIn(url)).toEqual(['phone-1', 'phone-2'])
  })

  it('is that of the org in the query, whose devices are its own', async () => {
    const { url } = await startTestServer({ resources })
    await upload(url, 'logo', { path: `${uploadPath('phone-9')}?orgId=org-2` })
    expect(await idsIn(url, '?orgId=org-2')).toEqual(['phone-3', 'phone-9'])
    expect(await idsIn(url)).toEqual(['phone-1', 'phone-2'])
  })

  it('is filtered as the public SDK’s tests ask: ?type=phone&product=Cisco 8851', async () => {
    const { url } = await startTestServer({ resources })
    expect(await idsIn(url, '?type=phone&product=Cisco%208851')).toEqual(['phone-1'])
    expect(await idsIn(url, '?type=phone&product=Cisco+6871')).toEqual(['phone-2'])
    expect(await idsIn(url, '?type=roomdesk')).toEqual([])
    expect(await idsIn(url, '?product=DMS')).toEqual([])
  })

  it('ignores unknown query keys', async () => {
    const { url } = await startTestServer({ resources })
    expect(await idsIn(url, '?max=1&start=5&connectionStatus=connected')).toEqual(['phone-1', 'phone-2'])
  })

  it('is as configured again after a reset, and another namespace’s is its own', async () => {
    const { url } = await startTestServer({ resources })
    await upload(url, 'logo', { path: uploadPath('phone-9') })
    expect(await idsIn(`${url}/ns/other`)).toEqual(['phone-1', 'phone-2'])
    expect((await fetch(`${url}/_mock/reset`, { method: 'POST' })).status).toBe(204)
    expect(await idsIn(url)).toEqual(['phone-1', 'phone-2'])
  })
})

describe('one device', () => {
  it('is as configured, by any spelling of its id', async () => {
    const devices = [{ id: phoneId, product: 'Cisco 8811', locationId: 'loc-1' }]
    const { url } = await startTestServer({
      provisioning: 'seeded',
      resources: { webex: { orgs: [{ id: 'org-1', devices }] } },
    })
    for (const id of [phoneId, padded(phoneId), padded(callingId), UUID_OF_PHONE])
      expect(await call(url, `${DEVICES}/${id}`)).toMatchObject({
        status: 200,
        body: { id: phoneId, orgId: 'org-1', product: 'Cisco 8811', type: 'phone', locationId: 'loc-1' },
      })
  })

  it('exists as soon as it is named', async () => {
    const { url } = await startTestServer()
    expect(await call(url, `${DEVICES}/phone-1`)).toMatchObject({
      status: 200,
      body: { id: 'phone-1', type: 'phone', product: 'Cisco 8851' },
    })
  })

  it.each(['phone-9', 'phone-3'])('that the org does not have is 404 when seeded: %s', async id => {
    const { url } = await startTestServer({ provisioning: 'seeded', resources })
    expect(await call(url, `${DEVICES}/${id}`)).toMatchObject(envelope(404, NOT_FOUND))
    expect(await call(url, devicePath(id))).toMatchObject(envelope(404, NOT_FOUND))
    expect(await send(url, 'PUT', devicePath(id), { customizations: {} })).toMatchObject(
      envelope(404, NOT_FOUND),
    )
  })

  it('of the org in the query is found there', async () => {
    const { url } = await startTestServer({ provisioning: 'seeded', resources })
    const reply = await call(url, `${DEVICES}/phone-3?orgId=org-2`)
    expect(reply).toMatchObject({ status: 200, body: { id: 'phone-3', orgId: 'org-2' } })
    expect(await settingsAt(url, `${devicePath('phone-3')}?orgId=org-2`)).toMatchObject({
      customEnabled: false,
    })
  })

  it('of an org that does not exist is 404 when seeded', async () => {
    const { url } = await startTestServer({ provisioning: 'seeded', resources })
    expect(await call(url, `${DEVICES}?orgId=org-9`)).toMatchObject(envelope(404, NOT_FOUND))
    expect(await call(url, `${DEVICES}/phone-1?orgId=org-9`)).toMatchObject(envelope(404, NOT_FOUND))
  })
})

describe('credentials for devices', () => {
  const strict = (entry: object) =>
    ({ auth: 'strict', credentials: { webex: [{ token: 't', orgId: 'org-1', ...entry }] } }) as const
  const DEVICES_READ = 'spark-admin:devices_read'

  it.each([DEVICES, `${DEVICES}/phone-1`])('are asked for: %s', async path => {
    const { url } = await startTestServer()
    expect(await call(url, path, { token: null })).toMatchObject(envelope(401, UNAUTHENTICATED))
  })

  it.each([DEVICES, `${DEVICES}/phone-1`])('need the scope to read devices: %s', async path => {
    const right = await startTestServer(strict({ scopes: [DEVICES_READ], roles: ['read-only-admin'] }))
    expect((await call(right.url, path, { token: 't' })).status).toBe(200)
    const wrong = await startTestServer(strict({ scopes: [READ] }))
    expect(await call(wrong.url, path, { token: 't' })).toMatchObject(envelope(403, FORBIDDEN))
  })
})

it.each(['POST', 'PUT', 'DELETE'])('takes no %s of a device', async method => {
  const { url } = await startTestServer()
  expect(await call(url, `${DEVICES}/phone-1`, { method })).toMatchObject({ status: 405 })
})
