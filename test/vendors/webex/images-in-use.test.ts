import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { GONE, IN_USE, removeEntries } from './image-deletion.ts'
import {
  background,
  backgroundAt,
  devicePath,
  locationPath,
  ORG_SETTINGS,
  send,
  settingsAt,
  writeSettings,
} from './settings-client.ts'
import { call, FIRST_IMAGE, IMAGES, namesIn, upload, uploadPath } from './webex-client.ts'

const PHONE = devicePath('phone-1')
const NONE = { image: 'NONE', customUrl: '' }

async function startWith(...names: readonly string[]): Promise<string> {
  const { url } = await startTestServer()
  for (const name of names) expect((await upload(url, name)).status).toBe(201)
  return url
}

describe('an upload', () => {
  it('puts its image on the device that it names, and on no other level', async () => {
    const url = await startWith('CompanyLogo')
    expect(await settingsAt(url, PHONE)).toMatchObject({
      customEnabled: true,
      customizations: { mpp: { background: { image: 'CUSTOM_BACKGROUND', customUrl: FIRST_IMAGE } } },
    })
    for (const path of [devicePath('phone-2'), locationPath('loc-1'), ORG_SETTINGS])
      expect(await backgroundAt(url, path)).toMatchObject({ image: 'NONE' })
  })

  it('that is refused leaves the device as it was', async () => {
    const url = await startWith('CompanyLogo')
    const refused = await upload(url, 'broken', { bytes: Buffer.from('no image') })
    expect(refused.status).toBe(400)
    expect(await backgroundAt(url, PHONE)).toMatchObject({ customUrl: FIRST_IMAGE })
  })

  it('names an address at which the image is, whatever the quirk of quotes says', async () => {
    const { url } = await startTestServer({ vendors: { webex: { quotedUrl: true } } })
    await upload(url, 'CompanyLogo')
    expect(await backgroundAt(url, PHONE)).toEqual({ image: 'CUSTOM_BACKGROUND', customUrl: FIRST_IMAGE })
    expect((await fetch(url + FIRST_IMAGE)).status).toBe(200)
  })

  it('keeps what else was set on the device', async () => {
    const { url } = await startTestServer()
    await send(url, 'PUT', PHONE, { customizations: { mpp: { offHookTimer: 60 } } })
    await upload(url, 'CompanyLogo')
    expect((await settingsAt(url, PHONE)).customizations.mpp).toMatchObject({
      offHookTimer: 60,
      background: { image: 'CUSTOM_BACKGROUND' },
    })
  })
})

describe('a plain delete', () => {
  it.each([{}, { forceDelete: false }])('of an image in use is 206 with 400 and 4305: %j', async force => {
    const url = await startWith('CompanyLogo')
    const reply = await removeEntries(url, [{ fileName: 'CompanyLogo', ...force }])
    expect(reply.status).toBe(206)
    expect(reply.body).toEqual({ items: [{ fileName: 'CompanyLogo', result: IN_USE }], count: 1 })
    expect(await namesIn(url)).toEqual(['CompanyLogo'])
    expect(await assetsOf(url)).toHaveLength(1)
    expect(await backgroundAt(url, PHONE)).toMatchObject({ image: 'CUSTOM_BACKGROUND' })
    expect((await fetch(url + FIRST_IMAGE)).status).toBe(200)
  })

  it('works once the device shows another image', async () => {
    const url = await startWith('old', 'new')
    expect(await removeEntries(url, [{ fileName: 'old' }])).toMatchObject({
      status: 200,
      body: { items: [{ fileName: 'old', result: GONE }], count: 1 },
    })
    expect(await backgroundAt(url, PHONE)).toMatchObject({ image: 'CUSTOM_BACKGROUND' })
  })

  it.each([
    ['another of the five', { image: 'DARK_BLUE' }],
    ['none', { image: 'NONE', customUrl: '' }],
    ['another address', { image: 'CUSTOM_BACKGROUND', customUrl: 'http://media.example/other.png' }],
  ])('works after a PUT of %s', async (_, chosen) => {
    const url = await startWith('CompanyLogo')
    await send(url, 'PUT', PHONE, { customizations: { mpp: { background: chosen } } })
    expect(await removeEntries(url, [{ fileName: 'CompanyLogo' }])).toMatchObject({
      status: 200,
      body: { items: [{ fileName: 'CompanyLogo', result: GONE }], count: 0 },
    })
  })

  it('works once the device follows its org again, and shows the image no more', async () => {
    const url = await startWith('CompanyLogo')
    await send(url, 'PUT', PHONE, { customizations: {}, customEnabled: false })
    expect(await backgroundAt(url, PHONE)).toMatchObject({ image: 'NONE' })
    expect(await removeEntries(url, [{ fileName: 'CompanyLogo' }])).toMatchObject({
      status: 200,
      body: { count: 0 },
    })
  })

  it.each([
    ['the image’s own address', FIRST_IMAGE],
    ['an address that contains it', `http://webex.example${FIRST_IMAGE}?size=full`],
    ['an address that contains its file name', 'http://media.example/CompanyLogo.png'],
  ])('is refused where a phone shows %s', async (_, customUrl) => {
    const url = await startWith('CompanyLogo', 'other')
    await send(url, 'PUT', devicePath('phone-7'), background(customUrl))
    expect(await removeEntries(url, [{ fileName: 'CompanyLogo' }])).toMatchObject({
      status: 206,
      body: { items: [{ result: IN_USE }], count: 2 },
    })
  })

  it.each([
    ['a location', { locationId: 'loc-1', locationCustomizationsEnabled: true }],
    ['the org', {}],
  ])('is refused where %s shows the image', async (_, at) => {
    const url = await startWith('CompanyLogo', 'other')
    await writeSettings(url, { ...at, ...background(FIRST_IMAGE) })
    expect(await removeEntries(url, [{ fileName: 'CompanyLogo' }])).toMatchObject({
      status: 206,
      body: { items: [{ result: IN_USE }] },
    })
  })

  it('is not disturbed by what another org, or another namespace, shows', async () => {
    const url = await startWith('CompanyLogo', 'other')
    await send(url, 'PUT', `${PHONE}?orgId=b`, background(FIRST_IMAGE))
    await send(`${url}/ns/other`, 'PUT', PHONE, background(FIRST_IMAGE))
    expect(await removeEntries(url, [{ fileName: 'CompanyLogo' }])).toMatchObject({ status: 200 })
  })
})

describe('a delete by force', () => {
  const everywhere = [PHONE, devicePath('phone-7'), locationPath('loc-1'), ORG_SETTINGS]

  it('sets the background to none on device, location and org, and deletes', async () => {
    const url = await startWith('CompanyLogo')
    await send(url, 'PUT', devicePath('phone-7'), background('http://media.example/CompanyLogo.png'))
    await writeSettings(url, {
      locationId: 'loc-1',
      locationCustomizationsEnabled: true,
      ...background(`http://webex.example${FIRST_IMAGE}`),
    })
    await writeSettings(url, background(FIRST_IMAGE))
    for (const path of everywhere)
      expect(await backgroundAt(url, path)).toMatchObject({ image: 'CUSTOM_BACKGROUND' })

    const reply = await removeEntries(url, [{ fileName: 'CompanyLogo', forceDelete: true }])
    expect(reply).toMatchObject({ status: 200 })
    expect(reply.body).toEqual({ items: [{ fileName: 'CompanyLogo', result: GONE }], count: 0 })
    for (const path of everywhere) expect(await backgroundAt(url, path)).toEqual(NONE)
    expect(await assetsOf(url)).toEqual([])
    expect((await fetch(url + FIRST_IMAGE)).status).toBe(404)
  })

  it('leaves the rest of a level’s settings, and levels that show something else', async () => {
    const url = await startWith('CompanyLogo')
    await send(url, 'PUT', PHONE, { customizations: { mpp: { offHookTimer: 60 } } })
    await send(url, 'PUT', devicePath('phone-7'), background('http://media.example/other.png'))
    await removeEntries(url, [{ fileName: 'CompanyLogo', forceDelete: true }])
    expect(await settingsAt(url, PHONE)).toMatchObject({
      customEnabled: true,
      customizations: { mpp: { offHookTimer: 60, background: NONE } },
    })
    expect(await backgroundAt(url, devicePath('phone-7'))).toMatchObject({
      image: 'CUSTOM_BACKGROUND',
      customUrl: 'http://media.example/other.png',
    })
  })

  it('of an image that nobody shows is a plain delete', async () => {
    const url = await startWith('old', 'new')
    expect(await removeEntries(url, [{ fileName: 'old', forceDelete: true }])).toMatchObject({ status: 200 })
    expect(await backgroundAt(url, PHONE)).toMatchObject({ image: 'CUSTOM_BACKGROUND' })
  })

  it('touches no other org, though its image has the same name', async () => {
    const url = await startWith('CompanyLogo')
    await upload(url, 'CompanyLogo', { path: `${uploadPath()}?orgId=b` })
    await removeEntries(url, [{ fileName: 'CompanyLogo', forceDelete: true }])
    expect(await namesIn(url)).toEqual([])
    expect(await namesIn(url, `${IMAGES}?orgId=b`)).toEqual(['CompanyLogo'])
    expect(await backgroundAt(url, `${PHONE}?orgId=b`)).toMatchObject({ image: 'CUSTOM_BACKGROUND' })
  })
})

describe('a delete of several', () => {
  it('tells of each: in use, by force, unused, unknown; and counts what is left', async () => {
    const url = await startWith('unused', 'forced')
    await upload(url, 'kept', { path: uploadPath('phone-2') })
    const reply = await removeEntries(url, [
      { fileName: 'kept' },
      { fileName: 'forced', forceDelete: true },
      { fileName: 'unused' },
      { fileName: 'unknown', forceDelete: true },
    ])
    expect(reply.status).toBe(206)
    expect(reply.body).toEqual({
      items: [
        { fileName: 'kept', result: IN_USE },
        { fileName: 'forced', result: GONE },
        { fileName: 'unused', result: GONE },
        { fileName: 'unknown', result: { ...IN_USE, status: expect.any(Number) } },
      ],
      count: 1,
    })
    expect(await namesIn(url)).toEqual(['kept'])
    expect(await backgroundAt(url, PHONE)).toEqual(NONE)
    expect(await backgroundAt(url, devicePath('phone-2'))).toMatchObject({ image: 'CUSTOM_BACKGROUND' })
  })

  it('deletes all ten by force in one call', async () => {
    const names = Array.from({ length: 10 }, (_, at) => `image-${at}.png`)
    const { url } = await startTestServer()
    for (const [at, name] of names.entries()) await upload(url, name, { path: uploadPath(`phone-${at}`) })
    const reply = await removeEntries(
      url,
      names.map(fileName => ({ fileName, forceDelete: true })),
    )
    expect(reply).toMatchObject({ status: 200, body: { count: 0 } })
    for (const at of names.keys()) expect(await backgroundAt(url, devicePath(`phone-${at}`))).toEqual(NONE)
  })

  it('finds two images that one level shows in one address, both in use', async () => {
    const url = await startWith('one', 'two')
    await send(url, 'PUT', PHONE, background('http://media.example/one-and-two.png'))
    const entries = ['one', 'two'].map(fileName => ({ fileName }))
    expect(await removeEntries(url, entries)).toMatchObject({
      status: 206,
      body: { items: [{ result: IN_USE }, { result: IN_USE }], count: 2 },
    })
  })
})

it('can be seen over a reset: the device shows nothing again', async () => {
  const url = await startWith('CompanyLogo')
  await fetch(`${url}/_mock/reset`, { method: 'POST' })
  expect(await settingsAt(url, PHONE)).toMatchObject({ customEnabled: false })
  expect(await backgroundAt(url, PHONE)).toMatchObject({ image: 'NONE' })
  expect(await call(url, IMAGES)).toMatchObject({ body: { count: 0 } })
})
