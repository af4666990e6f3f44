import { describe, expect, it } from 'vitest'
import { startTestServer, TestClock } from '../../helpers/server.ts'
import {
  background,
  backgroundAt,
  devicePath,
  JOBS,
  locationPath,
  ORG_SETTINGS,
  settingsAt,
  startJob,
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
  UUID,
  WRITE,
} from './webex-client.ts'

const NOTHING = { customizations: {} }
const T0 = Date.UTC(2026, 0, 1)

async function started(options: Parameters<typeof startTestServer>[0] = {}) {
  const clock = new TestClock(T0)
  const { url } = await startTestServer(options, { clock })
  return { url, clock }
}

async function jobOf(url: string, body: unknown = NOTHING, path = JOBS): Promise<{ readonly id: string }> {
  const reply = await startJob(url, body, path)
  expect(reply.status).toBe(200)
  return reply.body as { id: string }
}

describe('a job', () => {
  it('answers 200 with an object of the published shape', async () => {
    const { url } = await started()
    const reply = await startJob(url, NOTHING)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.body).toEqual({
      name: 'calldevicesettings',
      id: expect.stringMatching(/^[\w-]+$/),
      jobType: expect.any(String),
      trackingId: expect.stringMatching(new RegExp(`^ROUTERGW_${UUID}$`)),
      sourceUserId: expect.any(String),
      sourceCustomerId: expect.any(String),
      targetCustomerId: expect.any(String),
      instanceId: expect.any(Number),
      jobExecutionStatus: [
        {
          id: expect.any(Number),
          lastUpdated: '2026-01-01T00:00:00.000Z',
          statusMessage: 'STARTING',
          exitCode: 'UNKNOWN',
          createdTime: '2026-01-01T00:00:00.000Z',
          timeElapsed: 'PT0S',
        },
      ],
      latestExecutionStatus: 'STARTING',
      latestExecutionExitCode: 'UNKNOWN',
      locationCustomizationsEnabled: false,
      target: 'CUSTOMER',
      percentageComplete: 0,
    })
  })

  it('has an id as Webex writes ids, and the client’s own tracking id', async () => {
    const { url } = await started()
    const reply = await call(url, JOBS, {
      method: 'POST',
      headers: { 'content-type': 'application/json', trackingid: 'SIMPLE_1' },
      body: JSON.stringify(NOTHING),
    })
    const { id, trackingId } = reply.body as { id: string; trackingId: string }
    expect(trackingId).toBe('SIMPLE_1')
    expect(Buffer.from(id, 'base64url').toString()).toMatch(new RegExp(`^ciscospark://us/JOB_ID/${UUID}$`))
  })

  it('of a location names it', async () => {
    const { url } = await started()
    const body = { locationId: 'loc-1', locationCustomizationsEnabled: true, ...NOTHING }
    expect(await startJob(url, body)).toMatchObject({
      status: 200,
      body: { locationId: 'loc-1', locationCustomizationsEnabled: true },
    })
  })

  it('is done at its first GET', async () => {
    const { url } = await started()
    const { id } = await jobOf(url)
    expect(await call(url, `${JOBS}/${id}`)).toMatchObject({
      status: 200,
      body: {
        id,
        jobExecutionStatus: [{ statusMessage: 'COMPLETED', exitCode: 'COMPLETED' }],
        latestExecutionStatus: 'COMPLETED',
        latestExecutionExitCode: 'COMPLETED',
        percentageComplete: 100,
      },
    })
    expect((await startJob(url, NOTHING)).status).toBe(200)
  })

  it('is found by its bare id too, and every time the same', async () => {
    const { url } = await started()
    const { id } = await jobOf(url)
    const bare = Buffer.from(id, 'base64url').toString().split('/').at(-1)
    const first = await call(url, `${JOBS}/${id}`)
    expect((await call(url, `${JOBS}/${bare}`)).body).toEqual(first.body)
  })

  it('of another org, or none at all, is 404', async () => {
    const { url } = await started()
    const { id } = await jobOf(url)
    expect(await call(url, `${JOBS}/${id}?orgId=other`)).toMatchObject(envelope(404, NOT_FOUND))
    expect(await call(url, `${JOBS}/nothing`)).toMatchObject(envelope(404, NOT_FOUND))
    expect(await call(`${url}/ns/other`, `${JOBS}/${id}`)).toMatchObject(envelope(404, NOT_FOUND))
  })
})

describe('a second job', () => {
  const secondIs409 = async (url: string) => {
    const before = await settingsAt(url, ORG_SETTINGS)
    const reply = await startJob(url, background('http://media.example/second.png'))
    expect(reply.status).toBe(409)
    expect(reply.body).toMatchObject({
      message: expect.stringMatching(/./),
      errors: [{ description: expect.stringMatching(/./) }],
      trackingId: expect.stringMatching(/^ROUTERGW_/),
    })
    expect((await settingsAt(url, ORG_SETTINGS)).customizations).toEqual(before.customizations)
  }

  it('of the org is 409 while the first one runs, and changes nothing', async () => {
    const { url } = await started()
    await jobOf(url)
    await secondIs409(url)
  })

  it('is refused also where one is the org’s and one a location’s', async () => {
    const { url } = await started()
    await jobOf(url, { locationId: 'loc-1', ...NOTHING })
    await secondIs409(url)
  })

  it('is let in 5 seconds later by the clock, and not before', async () => {
    const { url, clock } = await started()
    await jobOf(url)
    clock.advance(4_999)
    await secondIs409(url)
    clock.advance(1)
    expect((await startJob(url, NOTHING)).status).toBe(200)
  })

  it('is let in when a GET saw the first one done', async () => {
    const { url } = await started()
    const { id } = await jobOf(url)
    await secondIs409(url)
    await call(url, `${JOBS}/${id}`)
    expect((await startJob(url, NOTHING)).status).toBe(200)
  })

  it('of another org, or in another namespace, is let in', async () => {
    const { url } = await started()
    await jobOf(url)
    expect((await startJob(url, NOTHING, `${JOBS}?orgId=other`)).status).toBe(200)
    expect((await startJob(`${url}/ns/other`, NOTHING)).status).toBe(200)
  })

  it('is let in after a reset', async () => {
    const { url } = await started()
    await jobOf(url)
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    expect((await startJob(url, NOTHING)).status).toBe(200)
  })

  it('of two that come at once is the one that is refused', async () => {
    const { url } = await started()
    const replies = await Promise.all(Array.from({ length: 5 }, () => startJob(url, NOTHING)))
    expect(replies.map(reply => reply.status).sort()).toEqual([200, 409, 409, 409, 409])
  })
})

describe('while a job runs', () => {
  it('every level says that an update is in progress, and none once it is done', async () => {
    const { url, clock } = await started()
    const paths = [ORG_SETTINGS, locationPath('loc-1')]
    await jobOf(url)
    for (const path of paths) expect(await settingsAt(url, path)).toMatchObject({ updateInProgress: true })
    clock.advance(5_000)
    for (const path of paths) expect(await settingsAt(url, path)).toMatchObject({ updateInProgress: false })
  })
})

describe('what a job writes', () => {
  it('without a location is the org’s settings, members that it does not name staying', async () => {
    const { url, clock } = await started()
    const before = await settingsAt(url, ORG_SETTINGS)
    clock.advance(1_000)
    await writeSettings(url, background('http://media.example/org.png'))
    const after = await settingsAt(url, ORG_SETTINGS)
    expect(after.lastUpdateTime).toBe(T0 + 1_000)
    expect(after.customizations).toEqual({
      ...before.customizations,
      mpp: {
        ...before.customizations.mpp,
        background: { image: 'CUSTOM_BACKGROUND', customUrl: 'http://media.example/org.png' },
      },
    })
  })

  it('with a location is that location’s alone', async () => {
    const { url } = await started()
    const customizations = { mpp: { background: { image: 'DARK_BLUE' } } }
    await writeSettings(url, { locationId: 'loc-1', locationCustomizationsEnabled: true, customizations })
    expect(await settingsAt(url, locationPath('loc-1'))).toMatchObject({
      customEnabled: true,
      customizations,
    })
    for (const path of [locationPath('loc-2'), ORG_SETTINGS, devicePath('phone-1')])
      expect(await backgroundAt(url, path)).toMatchObject({ image: 'NONE' })
  })

  it('with locationCustomizationsEnabled: false has the location follow the org', async () => {
    const { url } = await started()
    const at = { locationId: 'loc-1' }
    await writeSettings(url, { customizations: { mpp: { offHookTimer: 45 } } })
    await writeSettings(url, {
      ...at,
      locationCustomizationsEnabled: true,
      customizations: { mpp: { offHookTimer: 60 } },
    })
    expect((await settingsAt(url, locationPath('loc-1'))).customizations.mpp).toMatchObject({
      offHookTimer: 60,
    })
    await writeSettings(url, { ...at, locationCustomizationsEnabled: false, customizations: {} })
    expect(await settingsAt(url, locationPath('loc-1'))).toMatchObject({
      customEnabled: false,
      customizations: { mpp: { offHookTimer: 45 } },
    })
  })

  it('is the org’s of the query', async () => {
    const { url } = await started()
    await writeSettings(url, background('x'), '?orgId=other')
    expect(await backgroundAt(url, `${ORG_SETTINGS}?orgId=other`)).toMatchObject({ customUrl: 'x' })
    expect(await backgroundAt(url, ORG_SETTINGS)).toMatchObject({ image: 'NONE' })
  })
})

describe('a job that can’t be', () => {
  it.each([
    ['a background that is none of the five', { customizations: { mpp: { background: { image: 'PINK' } } } }],
    ['no customizations', { locationId: 'loc-1' }],
    ['an empty location id', { locationId: '', customizations: {} }],
    ['no object', 'null'],
    ['broken JSON', '{'],
  ])('is a 400 and blocks no other: %s', async (_, body) => {
    const { url } = await started()
    expect(await startJob(url, body)).toMatchObject(badRequest(INVALID))
    expect((await startJob(url, NOTHING)).status).toBe(200)
  })

  it('is a 404 for a location that is not there when seeded', async () => {
    const { url } = await started({
      provisioning: 'seeded',
      resources: { webex: { orgs: [{ id: 'org-1' }] } },
    })
    expect(await startJob(url, { locationId: 'loc-1', ...NOTHING })).toMatchObject(envelope(404, NOT_FOUND))
    expect((await startJob(url, NOTHING)).status).toBe(200)
  })
})

describe('credentials for jobs', () => {
  it('are asked for', async () => {
    const { url } = await started()
    const post = await call(url, JOBS, { method: 'POST', token: null, body: '{}' })
    expect(post).toMatchObject(envelope(401, UNAUTHENTICATED))
    expect(await call(url, `${JOBS}/x`, { token: null })).toMatchObject(envelope(401, UNAUTHENTICATED))
  })

  it('need the write scope and a full admin to start one, the read scope to see it', async () => {
    const { url } = await started({
      auth: 'strict',
      credentials: {
        webex: [
          { token: 'full', roles: ['full-admin'], scopes: [WRITE] },
          { token: 'device', roles: ['device-admin'], scopes: [WRITE, READ] },
        ],
      },
    })
    const body = JSON.stringify(NOTHING)
    const headers = { 'content-type': 'application/json' }
    const start = (token: string) => call(url, JOBS, { method: 'POST', token, headers, body })
    expect(await start('device')).toMatchObject(envelope(403, FORBIDDEN))
    const { id } = (await start('full')).body as { id: string }
    expect(await call(url, `${JOBS}/${id}`, { token: 'full' })).toMatchObject(envelope(403, FORBIDDEN))
    expect((await call(url, `${JOBS}/${id}`, { token: 'device' })).status).toBe(200)
  })
})
