import { describe, expect, it } from 'vitest'
import type { FaultOrder } from '../../../src/index.ts'
import { firedIn, SIGNED, send, startFaulty, uploads, vendorNames, worldAt } from '../../helpers/faults.ts'
import { startTestServer } from '../../helpers/server.ts'

const bearer = { authorization: 'Bearer x' }
const basic = { authorization: `Basic ${Buffer.from('alice:secret').toString('base64')}` }

/** Whether a rule strikes a request: a GET, or what the options say. */
async function doesStrike(
  match: FaultOrder['match'],
  path: string,
  init: RequestInit = {},
): Promise<boolean> {
  const { url, fired } = await startFaulty({ ...(match && { match }), respond: { status: 555 } })
  const { status } = await fetch(url + path, { headers: bearer, ...init })
  expect(await fired()).toEqual([status === 555 ? 1 : 0])
  return status === 555
}

/** How a rule without times meets requests that come one after another. */
async function statuses(rules: readonly FaultOrder[], requests: number) {
  const { url } = await startTestServer()
  const world = worldAt(url)
  for (const rule of rules) await world.faults.add(rule)
  const seen: number[] = []
  for (let at = 0; at < requests; at++)
    seen.push((await fetch(`${url}/v2/users/me`, { headers: bearer })).status)
  return { seen, fired: await firedIn(world) }
}

describe('a rule for a vendor or an operation', () => {
  it.each(vendorNames)('strikes the uploads of %s and no others', async vendor => {
    const rules = [
      { vendor },
      { operation: uploads[vendor].operation },
      { vendor, operation: uploads[vendor].operation },
    ]
    for (const match of rules) {
      const { upload } = await startFaulty({ match, respond: { status: 555 } })
      for (const name of vendorNames)
        expect([name, (await upload(name)).status === 555]).toEqual([name, name === vendor])
    }
  })

  it('does not strike the vendor’s other operations', async () => {
    expect(await doesStrike({ operation: 'getUser' }, '/v2/users/me')).toBe(true)
    expect(await doesStrike({ operation: 'getUser' }, '/v2/users/me/settings')).toBe(false)
    expect(await doesStrike({}, '/v2/users/me/settings')).toBe(true)
    expect(await doesStrike(undefined, '/v2/users/me/settings')).toBe(true)
  })
})

describe('a rule for an owner', () => {
  it.each([
    ['me', '/v2/users/me'],
    ['u-1', '/v2/users/u-1'],
    ['jane@example.com', '/v2/users/jane@example.com'],
    ['jane@example.com', '/v2/users/jane%40example.com/settings'],
    ['g1', '/v2/groups/g1/settings'],
    ['a1', '/v2/accounts/a1/settings'],
    ['org-1', '/v1/telephony/config/devices/backgroundImages?orgId=org-1'],
    ['phone-1', '/v1/telephony/config/devices/phone-1/settings'],
    ['i1', '/workspaces/i1', { authorization: SIGNED }],
    ['w1', '/workspaces/i1/w1/media', { authorization: SIGNED }],
    ['alice', '/upload_media_precheck?from=alice', {}],
    ['alice', '/upload_media_precheck?cloud_username=alice&cloud_password=x', {}],
    ['alice', '/upload_media_precheck', basic],
  ])('strikes %s, whom %s names', async (owner, path, headers = bearer) => {
    expect(await doesStrike({ owner }, path, { headers })).toBe(true)
    expect(await doesStrike({ owner: `${owner}2` }, path, { headers })).toBe(false)
    expect(await doesStrike({ owner: owner.slice(0, -1) }, path, { headers })).toBe(false)
  })

  it.each([
    ['an instance', 'i1', 'arn:aws:connect:us-east-1:123456789012:instance/i1', SIGNED],
    ['a workspace', 'w1', 'arn:aws:connect:us-east-1:123456789012:instance/i1/workspace/w1', SIGNED],
  ])(
    'strikes %s by its bare id where the path has its ARN, and the other way',
    async (what, id, arn, authorization) => {
      const pathOf = (named: string) =>
        what === 'an instance'
          ? `/workspaces/${encodeURIComponent(named)}`
          : `/workspaces/i1/${encodeURIComponent(named)}`
      expect(await doesStrike({ owner: id }, pathOf(arn), { headers: { authorization } })).toBe(true)
      expect(await doesStrike({ owner: arn }, pathOf(id), { headers: { authorization } })).toBe(true)
    },
  )

  it('strikes a Webex device by its id, padded or not', async () => {
    const padded = Buffer.from('ciscospark://us/DEVICE/12345').toString('base64')
    const bare = padded.replace(/=+$/, '')
    expect(padded).not.toBe(bare)
    const pathOf = (id: string) => `/v1/telephony/config/devices/${encodeURIComponent(id)}/settings`
    expect(await doesStrike({ owner: bare }, pathOf(padded))).toBe(true)
    expect(await doesStrike({ owner: padded }, pathOf(bare))).toBe(true)
  })
})

describe('a rule for a method', () => {
  it.each([
    ['POST', true],
    ['PUT', false],
  ] as const)('strikes POST and not PUT of the same operation: %s', async (method, isStruck) => {
    const { url } = await startFaulty({
      match: { operation: 'uploadMedia', method: 'POST' },
      respond: { status: 555 },
    })
    const { status } = await send(url, { ...uploads['cloud-softphone'].request(), method })
    expect(status).toBe(isStruck ? 555 : 200)
  })
})

describe('a rule for a header', () => {
  it.each([
    ['X-Attempt', 'One', { 'x-attempt': 'One' }, true],
    ['x-attempt', 'One', { 'X-ATTEMPT': 'One' }, true],
    ['x-attempt', 'One', { 'x-attempt': 'one' }, false],
    ['x-attempt', 'One', { 'x-attempt': 'One more' }, false],
    ['x-attempt', 'One', {}, false],
  ])('%s: %s meets %j: %s', async (name, value, sent, isMeant) => {
    const headers = { ...bearer, ...sent }
    expect(await doesStrike({ headers: { [name]: value } }, '/v2/users/me', { headers })).toBe(isMeant)
  })

  it('wants all that it names', async () => {
    const match = { headers: { 'x-a': '1', 'x-b': '2' } }
    const meets = (sent: { [name: string]: string }) =>
      doesStrike(match, '/v2/users/me', { headers: { ...bearer, ...sent } })
    expect([await meets({ 'x-a': '1' }), await meets({ 'x-a': '1', 'x-b': '2' })]).toEqual([false, true])
  })
})

describe('a rule that is counted', () => {
  const A = { respond: { status: 551 } } as const
  const B = { respond: { status: 552 } } as const

  it.each<[string, readonly FaultOrder[], readonly number[], readonly number[]]>([
    ['strikes always', [A], [551, 551, 551, 551, 551], [5]],
    ['lets some pass', [{ ...A, skip: 2 }], [200, 200, 551, 551, 551], [3]],
    ['strikes so many', [{ ...A, times: 2 }], [551, 551, 200, 200, 200], [2]],
    ['lets one pass, then strikes two', [{ ...A, skip: 1, times: 2 }], [200, 551, 551, 200, 200], [2]],
    ['goes before those behind it', [A, B], [551, 551, 551, 551, 551], [5, 0]],
    [
      'leaves the rest to those behind it',
      [
        { ...A, times: 2 },
        { ...B, times: 1 },
      ],
      [551, 551, 552, 200, 200],
      [2, 1],
    ],
    [
      'counts none that one before it struck',
      [
        { ...A, times: 2 },
        { ...B, skip: 1 },
      ],
      [551, 551, 200, 552, 552],
      [2, 2],
    ],
    ['counts those that it lets pass', [{ ...A, skip: 2, times: 1 }, B], [552, 552, 551, 552, 552], [1, 4]],
  ])('%s', async (_, rules, expected, fired) => {
    expect(await statuses(rules, 5)).toEqual({ seen: expected, fired })
  })

  it('strikes no more of many at once than ordered', async () => {
    const { upload, fired, world } = await startFaulty({ skip: 5, times: 7, respond: { status: 555 } })
    const replies = await Promise.all(Array.from({ length: 30 }, () => upload('cloud-softphone')))
    expect(replies.filter(({ status }) => status === 555)).toHaveLength(7)
    expect([await fired(), (await world.assets.list()).length]).toEqual([[7], 23])
  })
})
