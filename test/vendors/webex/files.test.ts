import { describe, expect, it } from 'vitest'
import { fixture, padded } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import {
  badRequest,
  FIRST_IMAGE,
  namesIn,
  OVER_QUOTA,
  remove,
  TOO_LARGE,
  upload,
  WRONG_TYPE,
} from './webex-client.ts'

const LARGEST = 625 * 1024
const MANY = 100
const small = fixture('photo.jpg')

describe('the size of an image', () => {
  it.each([
    { name: 'logo.png', type: 'image/png' },
    { name: 'photo.jpg', type: 'image/jpeg' },
  ])('may be 640,000 bytes, and every one of $name comes back', async ({ name, type }) => {
    const { url } = await startTestServer()
    const bytes = padded(name, LARGEST)
    expect((await upload(url, name, { bytes, type })).status).toBe(201)
    expect(await assetsOf(url)).toMatchObject([{ bytes: LARGEST }])
    const image = await fetch(url + FIRST_IMAGE)
    expect(Buffer.from(await image.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it.each([LARGEST + 1, LARGEST + 65_536, 10 * LARGEST])('may not be %i bytes', async bytes => {
    const { url } = await startTestServer()
    const reply = await upload(url, 'logo.png', { bytes: padded('logo.png', bytes), type: 'image/png' })
    expect(reply).toMatchObject(badRequest(TOO_LARGE))
    expect(await assetsOf(url)).toEqual([])
    expect((await upload(url, 'logo.png')).body).toMatchObject({ backgroundImageUrl: FIRST_IMAGE })
  })

  it('is bound by the configured policy', async () => {
    const maxBytes = small.length
    const { url } = await startTestServer({ policies: { 'webex.device-background-image': { maxBytes } } })
    expect((await upload(url, 'a', { bytes: small })).status).toBe(201)
    const larger = await upload(url, 'b', { bytes: padded('photo.jpg', maxBytes + 1) })
    expect(larger).toMatchObject(badRequest(TOO_LARGE))
  })
})

describe('the type of an image', () => {
  it.each([
    { name: 'png-named.jpg', declared: 'image/jpeg', type: 'image/png' },
    { name: 'logo.png', declared: 'text/plain', type: 'image/png' },
    { name: 'photo.jpg', declared: 'image/png', type: 'image/jpeg' },
  ])('is what the content of $name says, though $declared is declared', async ({ name, declared, type }) => {
    const { url } = await startTestServer()
    expect((await upload(url, name, { bytes: fixture(name), type: declared })).status).toBe(201)
    expect(await assetsOf(url)).toMatchObject([{ name, type }])
  })

  it.each([
    { name: 'text-named.png', type: 'image/png' },
    { name: 'icon.svg', type: 'image/svg+xml' },
    { name: 'icon.svg', type: 'image/png' },
    { name: 'still.gif', type: 'image/gif' },
    { name: 'still.gif', type: 'image/png' },
    { name: 'clip.mp4', type: 'video/mp4' },
    { name: 'clip.mov', type: 'video/quicktime' },
    { name: 'cut.png', type: 'image/png' },
    { name: 'cut.jpg', type: 'image/jpeg' },
    { name: 'cut.gif', type: 'image/gif' },
  ])('keeps $name out, declared as $type', async ({ name, type }) => {
    const { url } = await startTestServer()
    const reply = await upload(url, name, { bytes: fixture(name), type })
    expect(reply).toMatchObject(badRequest(WRONG_TYPE))
    expect(await assetsOf(url)).toEqual([])
  })

  it('is not known of a single byte', async () => {
    const { url } = await startTestServer()
    const reply = await upload(url, 'a.png', { bytes: Buffer.from([0x89]), type: 'image/png' })
    expect(reply).toMatchObject(badRequest(WRONG_TYPE))
    expect(await assetsOf(url)).toEqual([])
  })

  it('may be a GIF, or a cut image, where the policy says so', async () => {
    const policy = { types: ['image/gif' as const], wholeImages: false }
    const { url } = await startTestServer({ policies: { 'webex.device-background-image': policy } })
    expect((await upload(url, 'a', { bytes: fixture('cut.gif') })).status).toBe(201)
    expect(await upload(url, 'b', { bytes: fixture('logo.png') })).toMatchObject(badRequest(WRONG_TYPE))
  })
})

describe('the images of one org', () => {
  async function startWith(images: number): Promise<string> {
    const { url } = await startTestServer()
    for (let index = 0; index < images; index++)
      expect((await upload(url, `image-${index}`)).status).toBe(201)
    return url
  }

  it('may be a hundred, and no more until one is deleted', async () => {
    const url = await startWith(MANY - 1)
    expect((await upload(url, 'last')).body).toMatchObject({
      backgroundImageUrl: '/dms/Cisco_Phone_Background/background100',
      count: '100',
    })
    expect(await upload(url, 'too-many')).toMatchObject(badRequest(OVER_QUOTA))
    expect(await assetsOf(url)).toHaveLength(MANY)
    expect(await namesIn(url)).not.toContain('too-many')
    await remove(url, ['image-0'])
    expect((await upload(url, 'too-many')).status).toBe(201)
  })

  it('leave the last place to one of fifty that ask for it at the same time', async () => {
    const url = await startWith(MANY - 1)
    const names = Array.from({ length: 50 }, (_, index) => `late-${index}`)
    const replies = await Promise.all(names.map(name => upload(url, name)))
    expect(replies.filter(reply => reply.status === 201)).toHaveLength(1)
    for (const reply of replies.filter(({ status }) => status !== 201))
      expect(reply).toMatchObject(badRequest(OVER_QUOTA))
    expect(await assetsOf(url)).toHaveLength(MANY)
  })

  it('take no room from another org', async () => {
    const { url } = await startTestServer({ policies: { 'webex.device-background-image': { quota: 1 } } })
    const uploadTo = (org: string) =>
      upload(url, 'logo', {
        path: `/v1/telephony/config/devices/d/actions/backgroundImageUpload/invoke?orgId=${org}`,
      })
    expect((await uploadTo('a')).status).toBe(201)
    expect((await uploadTo('b')).status).toBe(201)
  })

  it('may be replaced when there is no room for another', async () => {
    const { url } = await startTestServer({
      policies: { 'webex.device-background-image': { quota: 1 } },
      vendors: { webex: { duplicateNames: 'replace' } },
    })
    await upload(url, 'logo')
    expect((await upload(url, 'logo')).status).toBe(201)
    expect(await upload(url, 'other')).toMatchObject(badRequest(OVER_QUOTA))
  })
})
