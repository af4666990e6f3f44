import { describe, expect, it } from 'vitest'
import { startTestServer, TestClock } from '../../helpers/server.ts'
import {
  background,
  backgroundAt,
  devicePath,
  locationPath,
  ORG_SETTINGS,
  send,
  settingsAt,
  type Tree,
  writeSettings,
} from './settings-client.ts'
import {
  badRequest,
  call,
  envelope,
  FORBIDDEN,
  INVALID,
  NOT_FOUND,
  READ,
  UNAUTHENTICATED,
  WRITE,
} from './webex-client.ts'

const PHONE = devicePath('phone-1')
const PLACE = locationPath('loc-1')
const levels = [
  { level: 'a device', path: PHONE },
  { level: 'a location', path: PLACE },
  { level: 'an org', path: ORG_SETTINGS },
]

/** How the public Python SDK's model types a member: a word, or the values of its enum. */
type Kind = 'boolean' | 'number' | 'string' | 'object' | 'array' | readonly string[]
type Model = { readonly [path: string]: Kind }

const codecs: Model = {
  audioCodecPriority: 'object',
  'audioCodecPriority.selection': 'string',
  'audioCodecPriority.primary': 'string',
}
const network: Model = {
  ...codecs,
  cdpEnabled: 'boolean',
  lldpEnabled: 'boolean',
  qosEnabled: 'boolean',
  'vlan.enabled': 'boolean',
  'vlan.value': 'number',
}
/** The members without which wxc_sdk can't read a body, by group (wxc_sdk/common: *Customization). */
const models: { readonly [group: string]: Model } = {
  ata: {
    ...network,
    ataDtmfMode: ['STRICT', 'NORMAL'],
    ataDtmfMethod: ['INBAND', 'AVT', 'AUTO'],
    snmp: 'object',
    webAccessEnabled: 'boolean',
  },
  dect: { ...network, webAccessEnabled: 'boolean' },
  mpp: {
    ...network,
    pnacEnabled: 'boolean',
    'background.image': ['NONE', 'DARK_BLUE', 'CISCO_DARK_BLUE', 'WEBEX_DARK_BLUE', 'CUSTOM_BACKGROUND'],
    'background.customUrl': 'string',
    displayNameFormat: ['PERSON_NUMBER', 'PERSON_FIRST_THEN_LAST_NAME', 'PERSON_LAST_THEN_FIRST_NAME'],
    defaultLoggingLevel: ['STANDARD', 'DEBUGGING'],
    dndServicesEnabled: 'boolean',
    'acd.enabled': 'boolean',
    'acd.displayCallqueueAgentSoftkeys': ['FRONT_PAGE', 'LAST_PAGE'],
    shortInterdigitTimer: 'number',
    longInterdigitTimer: 'number',
    lineKeyLabelFormat: ['PERSON_EXTENSION', 'PERSON_FIRST_THEN_LAST_NAME', 'PERSON_LAST_THEN_FIRST_NAME'],
    lineKeyLEDPattern: ['DEFAULT', 'PRESET_1'],
    mppUserWebAccessEnabled: 'boolean',
    multicast: 'array',
    offHookTimer: 'number',
    phoneLanguage: ['PERSON_LANGUAGE'],
    poeMode: 'string',
    'screenTimeout.enabled': 'boolean',
    'screenTimeout.value': 'number',
    'wifiNetwork.enabled': 'boolean',
    'wifiNetwork.authenticationMethod': ['NONE', 'EAP_FAST', 'PEAP_GTC', 'PEAP_MSCHAPV2', 'PSK', 'WEP'],
    // Optional there, but of these types and values where present.
    backlightTimer: ['ONE_MIN', 'FIVE_MIN', 'THIRTY_MIN', 'ALWAYS_ON'],
    backlightTimer68XX78XX: ['ALWAYS_ON', 'TEN_SEC', 'TWENTY_SEC', 'THIRTY_SEC', 'OFF'],
    backgroundImage8875: [
      'CYAN_DARK',
      'PURPLE_DARK',
      'BLUE_DARK',
      'VIOLET_DARK',
      'BLUE_LIGHT',
      'VIOLET_LIGHT',
    ],
    'vlan.pcPort': 'number',
    callHistory: ['WEBEX_UNIFIED_CALL_HISTORY', 'LOCAL_CALL_HISTORY'],
    contacts: ['XSI_DIRECTORY', 'WEBEX_DIRECTORY'],
    cfExpandedSoftKey: ['ONLY_THE_CALL_FORWARD_ALL', 'ALL_CALL_FORWARDS'],
    'httpProxy.mode': ['OFF', 'AUTO', 'MANUAL'],
    'bluetooth.mode': ['PHONE', 'HANDS_FREE', 'BOTH'],
    'volumeSettings.ringerVolume': 'number',
    'noiseCancellation.enabled': 'boolean',
    'usbPorts.enabled': 'boolean',
    softKeyLayout: 'object',
    callsPerLine: 'number',
  },
  wifi: { ...codecs, ldap: 'object', webAccess: 'object' },
}

function valueAt(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Tree | undefined)?.[key], tree)
}

function fits(value: unknown, kind: Kind): boolean {
  if (typeof kind !== 'string') return kind.includes(String(value))
  if (kind === 'array') return Array.isArray(value)
  return typeof value === kind && value !== null && !Array.isArray(value)
}

function misfits(customizations: { readonly [group: string]: Tree }, groups: readonly string[]) {
  return groups.flatMap(group =>
    Object.entries(models[group] ?? {})
      .filter(([path, kind]) => !fits(valueAt(customizations[group], path), kind))
      .map(([path]) => `${group}.${path}: ${JSON.stringify(valueAt(customizations[group], path))}`),
  )
}

describe('the whole body', () => {
  it.each([
    ['a device', PHONE, ['ata', 'mpp', 'wifi']],
    ['a location', PLACE, ['ata', 'mpp', 'wifi']],
    ['an org', ORG_SETTINGS, ['ata', 'dect', 'mpp', 'wifi']],
  ])('of %s can be read by the public SDK’s models', async (_, path, groups) => {
    const { url } = await startTestServer()
    const { customizations } = await settingsAt(url, path)
    expect(Object.keys(customizations).sort()).toEqual(groups)
    expect(misfits(customizations, groups)).toEqual([])
  })

  it('can still be read after a change of one member', async () => {
    const { url } = await startTestServer()
    await send(url, 'PUT', PHONE, background('http://media.example/a.png'))
    const { customizations } = await settingsAt(url, PHONE)
    expect(misfits(customizations, ['ata', 'mpp', 'wifi'])).toEqual([])
  })

  it('has a number as time of the last change, milliseconds as the clock has them', async () => {
    const clock = new TestClock(Date.UTC(2026, 4, 4, 12))
    const { url } = await startTestServer({}, { clock })
    expect(await settingsAt(url, PHONE)).toMatchObject({
      customEnabled: false,
      updateInProgress: false,
      deviceCount: expect.any(Number),
      lastUpdateTime: 0,
    })
    clock.advance(1_500)
    await send(url, 'PUT', PHONE, { customizations: {} })
    expect(await settingsAt(url, PHONE)).toMatchObject({
      customEnabled: true,
      lastUpdateTime: Date.UTC(2026, 4, 4, 12) + 1_500,
    })
  })

  it('of an org says nothing of customEnabled, which its level does not have', async () => {
    const { url } = await startTestServer()
    expect(await settingsAt(url, ORG_SETTINGS)).not.toHaveProperty('customEnabled')
    expect(await settingsAt(url, PLACE)).toHaveProperty('customEnabled', false)
  })

  it('is shown whatever deviceModel and other query keys say', async () => {
    const { url } = await startTestServer()
    const path = `${PHONE}?deviceModel=DMS%20Cisco%208811&max=10`
    expect(await settingsAt(url, path)).toEqual(await settingsAt(url, PHONE))
  })
})

describe('a PUT', () => {
  it('answers 204 without a body, and the next GET shows the change', async () => {
    const { url } = await startTestServer()
    const reply = await send(url, 'PUT', PHONE, background('http://media.example/a.png'))
    expect(reply).toMatchObject({ status: 204, body: '' })
    expect(await backgroundAt(url, PHONE)).toEqual({
      image: 'CUSTOM_BACKGROUND',
      customUrl: 'http://media.example/a.png',
    })
  })

  it('changes the members that it names, at any depth, and no other', async () => {
    const { url } = await startTestServer()
    const before = await settingsAt(url, PHONE)
    const change = {
      mpp: { volumeSettings: { ringerVolume: 3 }, multicast: ['239.0.0.1:22'] },
      ata: { snmp: { enabled: true } },
    }
    await send(url, 'PUT', PHONE, { customizations: change, customEnabled: true })
    const { customizations } = await settingsAt(url, PHONE)
    const { mpp = {}, ata = {}, wifi = {} } = before.customizations
    expect(customizations).toEqual({
      ata: { ...ata, snmp: { ...(ata.snmp as Tree), enabled: true } },
      mpp: {
        ...mpp,
        volumeSettings: { ...(mpp.volumeSettings as Tree), ringerVolume: 3 },
        multicast: ['239.0.0.1:22'],
      },
      wifi,
    })
  })

  it('replaces a list as a whole', async () => {
    const { url } = await startTestServer()
    await send(url, 'PUT', PHONE, { customizations: { mpp: { multicast: ['a:1', 'b:2', 'c:3'] } } })
    await send(url, 'PUT', PHONE, { customizations: { mpp: { multicast: ['d:4'] } } })
    expect((await settingsAt(url, PHONE)).customizations.mpp?.multicast).toEqual(['d:4'])
  })

  it('keeps members that nobody knows here', async () => {
    const { url } = await startTestServer()
    await send(url, 'PUT', PHONE, {
      customizations: {
        mpp: { background: { tint: 'red' }, newFeature: { enabled: true } },
        room: { a: [1, null] },
      },
    })
    const { customizations } = await settingsAt(url, PHONE)
    expect(customizations.mpp).toMatchObject({
      background: { image: 'NONE', tint: 'red' },
      newFeature: { enabled: true },
    })
  })

  it('of a whole body that was read changes nothing but the time', async () => {
    const clock = new TestClock()
    const { url } = await startTestServer({}, { clock })
    await send(url, 'PUT', PHONE, background('x'))
    const before = await settingsAt(url, PHONE)
    expect((await send(url, 'PUT', PHONE, before)).status).toBe(204)
    expect(await settingsAt(url, PHONE)).toEqual(before)
  })

  it('of one device leaves every other level as it is', async () => {
    const { url } = await startTestServer()
    const others = [devicePath('phone-2'), PLACE, ORG_SETTINGS, `${PHONE}?orgId=other`]
    const before = await Promise.all(others.map(path => settingsAt(url, path)))
    await send(url, 'PUT', PHONE, background('x'))
    expect(await Promise.all(others.map(path => settingsAt(url, path)))).toEqual(before)
    expect(await backgroundAt(`${url}/ns/other`, PHONE)).toMatchObject({ image: 'NONE' })
  })

  it('takes `__proto__` and `constructor` for members like any other', async () => {
    const { url } = await startTestServer()
    const body =
      '{"customizations":{"mpp":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}}'
    expect((await send(url, 'PUT', PHONE, body)).status).toBe(204)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect((await settingsAt(url, devicePath('phone-2'))).customizations.mpp).not.toHaveProperty('polluted')
  })

  it.each([
    ['a background that is none of the five', { customizations: { mpp: { background: { image: 'PINK' } } } }],
    ['an address that is no text', { customizations: { mpp: { background: { customUrl: 5 } } } }],
    ['a group that is no object', { customizations: { mpp: 'all' } }],
    ['customizations that are no object', { customizations: [] }],
    ['no customizations', { customEnabled: true }],
    ['customEnabled that is no boolean', { customizations: {}, customEnabled: 'yes' }],
    ['no object', []],
  ])('with %s is a 400 that changes nothing', async (_, body) => {
    const { url } = await startTestServer()
    const before = await settingsAt(url, PHONE)
    expect(await send(url, 'PUT', PHONE, body)).toMatchObject(badRequest(INVALID))
    expect(await settingsAt(url, PHONE)).toEqual(before)
  })

  it.each([
    ['broken JSON', '{"customizations":'],
    ['an empty body', ''],
  ])('with %s is a 400', async (_, body) => {
    const { url } = await startTestServer()
    expect(await send(url, 'PUT', PHONE, body)).toMatchObject(badRequest(INVALID))
  })

  it.each(['NONE', 'DARK_BLUE', 'CISCO_DARK_BLUE', 'WEBEX_DARK_BLUE', 'CUSTOM_BACKGROUND'])(
    'may choose the background %s',
    async image => {
      const { url } = await startTestServer()
      expect(
        (await send(url, 'PUT', PHONE, { customizations: { mpp: { background: { image } } } })).status,
      ).toBe(204)
      expect(await backgroundAt(url, PHONE)).toMatchObject({ image })
    },
  )
})

describe('inheritance', () => {
  it.each([
    { level: 'a device', path: PHONE },
    { level: 'a location', path: PLACE },
  ])('shows the org’s settings at $level that does not go its own way', async ({ path }) => {
    const { url } = await startTestServer()
    await writeSettings(url, background('http://media.example/org.png'))
    expect(await settingsAt(url, path)).toMatchObject({
      customEnabled: false,
      customizations: {
        mpp: { background: { image: 'CUSTOM_BACKGROUND', customUrl: 'http://media.example/org.png' } },
      },
    })
  })

  it('ends where a device goes its own way, beginning with what it showed', async () => {
    const { url } = await startTestServer()
    await writeSettings(url, { customizations: { mpp: { phoneLanguage: 'GERMAN', offHookTimer: 45 } } })
    await send(url, 'PUT', PHONE, { customizations: { mpp: { offHookTimer: 60 } } })
    await writeSettings(url, { customizations: { mpp: { phoneLanguage: 'FRENCH_FRANCE' } } })
    expect((await settingsAt(url, PHONE)).customizations.mpp).toMatchObject({
      phoneLanguage: 'GERMAN',
      offHookTimer: 60,
    })
    expect((await settingsAt(url, devicePath('phone-2'))).customizations.mpp).toMatchObject({
      phoneLanguage: 'FRENCH_FRANCE',
      offHookTimer: 45,
    })
  })

  it('comes back with customEnabled: false', async () => {
    const { url } = await startTestServer()
    await writeSettings(url, { customizations: { mpp: { offHookTimer: 45 } } })
    await send(url, 'PUT', PHONE, { customizations: { mpp: { offHookTimer: 60 } } })
    await send(url, 'PUT', PHONE, { customizations: {}, customEnabled: false })
    expect(await settingsAt(url, PHONE)).toMatchObject({
      customEnabled: false,
      customizations: { mpp: { offHookTimer: 45 } },
    })
  })

  it('goes by a device’s location where the configuration names one', async () => {
    const devices = [{ id: 'phone-1', locationId: 'loc-1' }, { id: 'phone-2' }]
    const { url } = await startTestServer({
      resources: { webex: { orgs: [{ id: 'org-1', devices, locations: [{ id: 'loc-1' }] }] } },
    })
    await writeSettings(url, {
      locationId: 'loc-1',
      locationCustomizationsEnabled: true,
      customizations: { mpp: { offHookTimer: 77 } },
    })
    expect((await settingsAt(url, PHONE)).customizations.mpp).toMatchObject({ offHookTimer: 77 })
    expect((await settingsAt(url, devicePath('phone-2'))).customizations.mpp).toMatchObject({
      offHookTimer: 30,
    })
  })
})

describe('settings of a location and of an org', () => {
  it.each([PLACE, ORG_SETTINGS])('are read-only: PUT %s is 405 and changes nothing', async path => {
    const { url } = await startTestServer()
    const before = await settingsAt(url, path)
    const reply = await send(url, 'PUT', path, background('x'))
    expect(reply.status).toBe(405)
    expect(reply.headers.get('allow')).toContain('GET')
    expect(reply.headers.get('allow')).not.toContain('PUT')
    expect(reply.body).toMatchObject({
      message: expect.stringMatching(/./),
      errors: [{ description: expect.stringMatching(/./) }],
      trackingId: expect.stringMatching(/^ROUTERGW_/),
    })
    expect(await settingsAt(url, path)).toEqual(before)
  })

  it('of a location that is not there are 404 when seeded', async () => {
    const { url } = await startTestServer({
      provisioning: 'seeded',
      resources: { webex: { orgs: [{ id: 'org-1', locations: [{ id: 'loc-1' }] }] } },
    })
    expect((await call(url, PLACE)).status).toBe(200)
    expect(await call(url, locationPath('loc-2'))).toMatchObject(envelope(404, NOT_FOUND))
  })
})

describe('credentials for settings', () => {
  it.each(levels)('are asked for at $level', async ({ path }) => {
    const { url } = await startTestServer()
    expect(await call(url, path, { token: null })).toMatchObject(envelope(401, UNAUTHENTICATED))
  })

  it.each(levels)('need the read scope and any admin to read $level', async ({ path }) => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: {
        webex: [
          { token: 'reader', roles: ['read-only-admin'], scopes: [READ] },
          { token: 'writer', roles: ['full-admin'], scopes: [WRITE] },
        ],
      },
    })
    expect((await call(url, path, { token: 'reader' })).status).toBe(200)
    expect(await call(url, path, { token: 'writer' })).toMatchObject(envelope(403, FORBIDDEN))
  })

  it('need the write scope and a full admin to change a device', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: {
        webex: [
          { token: 'full', roles: ['full-admin'], scopes: [WRITE] },
          { token: 'device', roles: ['device-admin'], scopes: [WRITE] },
          { token: 'reader', roles: ['full-admin'], scopes: [READ] },
        ],
      },
    })
    const put = (token: string) => send(url, 'PUT', PHONE, background('x'), { token })
    expect((await put('full')).status).toBe(204)
    expect(await put('device')).toMatchObject(envelope(403, FORBIDDEN))
    expect(await put('reader')).toMatchObject(envelope(403, FORBIDDEN))
  })
})
