import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import {
  call,
  envelope,
  IMAGES,
  NOT_FOUND,
  namesIn,
  READ,
  remove,
  upload,
  uploadPath,
  WRITE,
} from './webex-client.ts'

const ORG = '96abc2aa-3dcc-11e5-a152-fe34819cdc9a'
const DEVICE = '3002ebbf-1c5d-4b60-a5d6-0a3d0a3c7a11'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const base64url = (text: string) => Buffer.from(text).toString('base64url')

const orgUri = `ciscospark://us/ORGANIZATION/${ORG}`
const orgSpellings = [
  { what: 'unpadded', id: base64url(orgUri) },
  {
    what: 'padded',
    id: encodeURIComponent(`${base64url(orgUri)}${'='.repeat((4 - (base64url(orgUri).length % 4)) % 4)}`),
  },
  {
    what: 'of another cluster',
    id: encodeURIComponent(base64(`ciscospark://urn:TEAM:us-east-2_a/ORGANIZATION/${ORG}`)),
  },
  { what: 'bare', id: ORG },
]
const at = (path: string, orgId: string) => `${path}?orgId=${orgId}`

describe('the org of a request', () => {
  it('is that of the query, whose images are its own', async () => {
    const { url } = await startTestServer()
    await upload(url, 'own')
    expect((await upload(url, 'logo', { path: at(uploadPath(), 'a') })).body).toMatchObject({ count: '1' })
    expect((await upload(url, 'logo', { path: at(uploadPath(), 'b') })).body).toMatchObject({ count: '1' })
    expect(await namesIn(url)).toEqual(['own'])
    expect(await namesIn(url, at(IMAGES, 'a'))).toEqual(['logo'])
    const reply = await remove(url, ['logo', 'own'], { path: at(IMAGES, 'a') })
    expect(reply).toMatchObject({ status: 206, body: { count: 0 } })
    expect(await namesIn(url, at(IMAGES, 'b'))).toEqual(['logo'])
    expect(await namesIn(url)).toEqual(['own'])
  })

  it.each(orgSpellings)('is the same when its id is $what', async ({ id }) => {
    const { url } = await startTestServer()
    await upload(url, 'logo', { path: at(uploadPath(), base64url(orgUri)) })
    expect(await namesIn(url, at(IMAGES, id))).toEqual(['logo'])
    expect((await upload(url, 'second', { path: at(uploadPath(), id) })).body).toMatchObject({ count: '2' })
    expect((await remove(url, ['logo', 'second'], { path: at(IMAGES, id) })).status).toBe(200)
    expect(await assetsOf(url)).toEqual([])
  })

  it('is that of the token where the query names none', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      resources: { webex: { orgs: [{ id: ORG }, { id: 'other' }] } },
      credentials: {
        webex: [
          { token: 'one', orgId: base64url(orgUri), scopes: [READ, WRITE] },
          { token: 'two', orgId: 'other', scopes: [READ, WRITE] },
        ],
      },
    })
    await upload(url, 'logo', { token: 'one' })
    expect(await namesIn(url, IMAGES, { token: 'two' })).toEqual([])
    expect(await namesIn(url, at(IMAGES, ORG), { token: 'two' })).toEqual(['logo'])
    expect(await namesIn(url, at(IMAGES, 'other'), { token: 'one' })).toEqual([])
    expect(await namesIn(url, IMAGES, { token: 'one' })).toEqual(['logo'])
  })

  it('is no other than its own for a token that has one, unless the configuration lists it', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { webex: [{ token: 'one', orgId: ORG, scopes: [READ, WRITE] }] },
    })
    const reply = await call(url, at(IMAGES, 'stranger'), { token: 'one' })
    expect(reply.status).toBe(404)
    expect((await upload(url, 'logo', { token: 'one', path: at(uploadPath(), 'stranger') })).status).toBe(404)
    expect(await assetsOf(url)).toEqual([])
  })

  it('is the first configured one where nothing names any', async () => {
    const { url } = await startTestServer({ resources: { webex: { orgs: [{ id: ORG }, { id: 'other' }] } } })
    await upload(url, 'logo')
    expect(await namesIn(url, at(IMAGES, base64url(orgUri)))).toEqual(['logo'])
    expect(await namesIn(url, at(IMAGES, 'other'))).toEqual([])
  })
})

describe('with seeded provisioning', () => {
  const device = `ciscospark://urn:TEAM:us-east-1_int13/CALLING_DEVICE/${DEVICE}`
  const start = () =>
    startTestServer({
      provisioning: 'seeded',
      resources: {
        webex: { orgs: [{ id: base64url(orgUri), devices: [{ id: base64(device) }] }, { id: 'other' }] },
      },
    })

  it.each([
    { what: 'as configured', id: encodeURIComponent(base64(device)) },
    { what: 'without padding', id: base64url(device) },
    { what: 'as DEVICE', id: base64url(device.replace('CALLING_DEVICE', 'DEVICE')) },
    { what: 'bare', id: DEVICE },
  ])('a configured device is found by its id $what', async ({ id }) => {
    const { url } = await start()
    expect((await upload(url, 'logo', { path: uploadPath(id) })).status).toBe(201)
    expect(await namesIn(url, at(IMAGES, ORG))).toEqual(['logo'])
  })

  it('a device that nobody configured is not found', async () => {
    const { url } = await start()
    const reply = await upload(url, 'logo', { path: uploadPath('phone-1') })
    expect(reply).toMatchObject(envelope(404, NOT_FOUND))
    expect(await assetsOf(url)).toEqual([])
  })

  it('a device of another org is not found', async () => {
    const { url } = await start()
    const reply = await upload(url, 'logo', { path: at(uploadPath(DEVICE), 'other') })
    expect(reply).toMatchObject(envelope(404, NOT_FOUND))
    expect(await assetsOf(url)).toEqual([])
  })

  it('an org that nobody configured is not found', async () => {
    const { url } = await start()
    const missing = envelope(404, NOT_FOUND)
    expect(await call(url, at(IMAGES, 'nobody'))).toMatchObject(missing)
    expect(await remove(url, ['logo'], { path: at(IMAGES, 'nobody') })).toMatchObject(missing)
    expect(await upload(url, 'logo', { path: at(uploadPath(DEVICE), 'nobody') })).toMatchObject(missing)
    expect(await call(url, at(IMAGES, 'other'))).toMatchObject({ status: 200, body: { count: 0 } })
  })
})
