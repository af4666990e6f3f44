import { describe, expect, it } from 'vitest'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { call, levels, MINE, type Reply, refusal, remove, texts, upload } from './zoom-client.ts'

const PER_SECOND = 'You have reached the maximum per-second rate limit for this API. Try again later.'
const DAILY =
  'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.'
const UNKNOWN = '?file_ids=unknown'

async function started(zoom: {
  readonly plan?: 'free' | 'pro' | 'business'
  readonly rateLimit?: 'on' | 'off'
}) {
  const clock = new TestClock(Date.UTC(2026, 0, 1, 12))
  const { url } = await startTestServer({ vendors: { zoom: { rateLimit: 'on', ...zoom } } }, { clock })
  return { url, clock }
}

/** A Light call: it refuses its ids, and counts as any other. */
const light = (url: string, options: { readonly token?: string } = {}) => remove(url, UNKNOWN, MINE, options)

async function statuses(times: number, run: () => Promise<Reply>): Promise<readonly number[]> {
  const found: number[] = []
  for (let at = 0; at < times; at++) found.push((await run()).status)
  return found
}

const of = (status: number, times: number) => Array.from({ length: times }, () => status)

describe('the category of an operation', () => {
  it.each(levels)('is named with every reply: upload and delete of $level', async ({ path }) => {
    const { url } = await startTestServer()
    const uploaded = await upload(url, path)
    expect(uploaded.status).toBe(201)
    expect(uploaded.headers.get('x-ratelimit-category')).toBe('Medium')
    const refused = await upload(url, path, { bytes: Buffer.from('no image') })
    expect(refused.status).toBe(400)
    expect(refused.headers.get('x-ratelimit-category')).toBe('Medium')
    const { id } = uploaded.body as { id: string }
    for (const ids of ['unknown', id])
      expect((await remove(url, `?file_ids=${ids}`, path)).headers.get('x-ratelimit-category')).toBe('Light')
  })

  it.each(['/v2/users/me', '/v2/users/me/settings', '/v2/groups/g1/settings', '/v2/accounts/me/settings'])(
    'is named by GET %s',
    async path => {
      const { url } = await startTestServer()
      const { headers } = await call(url, path)
      expect(headers.get('x-ratelimit-category')).toMatch(/^(Light|Medium|Heavy)$/)
    },
  )

  it('is all that is said where the limit is off, as seen of the real API', async () => {
    const { url } = await started({ rateLimit: 'off', plan: 'free' })
    const replies = await Promise.all(Array.from({ length: 20 }, () => upload(url)))
    for (const { status, headers } of replies) {
      expect(status).not.toBe(429)
      expect(headers.get('x-ratelimit-category')).toBe('Medium')
      for (const name of ['x-ratelimit-type', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'retry-after'])
        expect(headers.get(name)).toBeNull()
    }
  })
})

describe.each([
  { plan: 'free', lightQps: 4, mediumQps: 2 },
  { plan: 'pro', lightQps: 30, mediumQps: 20 },
  { plan: 'business', lightQps: 80, mediumQps: 60 },
] as const)('the plan $plan', ({ plan, lightQps, mediumQps }) => {
  it(`lets in ${lightQps} light calls a second`, async () => {
    const { url, clock } = await started({ plan })
    expect(await statuses(lightQps + 2, () => light(url))).toEqual([...of(400, lightQps), 429, 429])
    clock.advance(1_000)
    expect(await statuses(lightQps + 1, () => light(url))).toEqual([...of(400, lightQps), 429])
  })

  it(`lets in ${mediumQps} medium calls a second, counted by themselves`, async () => {
    const { url } = await started({ plan })
    await statuses(lightQps + 1, () => light(url))
    const found = await statuses(mediumQps + 1, () => upload(url, MINE, { bytes: Buffer.from('x') }))
    expect(found).toEqual([...of(400, mediumQps), 429])
  })
})

describe('the per-second limit', () => {
  it('says how many calls are left, and with the refusal no Retry-After', async () => {
    const { url } = await started({ plan: 'free' })
    for (const remaining of ['3', '2', '1', '0']) {
      const { headers } = await light(url)
      expect(headers.get('x-ratelimit-category')).toBe('Light')
      expect(headers.get('x-ratelimit-type')).toBe('QPS')
      expect(headers.get('x-ratelimit-limit')).toBe('4')
      expect(headers.get('x-ratelimit-remaining')).toBe(remaining)
    }
    const reply = await light(url)
    expect(reply).toMatchObject(refusal(429, 429, PER_SECOND))
    expect(reply.headers.get('x-ratelimit-type')).toBe('QPS')
    expect(reply.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(reply.headers.get('retry-after')).toBeNull()
    expect(reply.headers.get('x-zm-trackingid')).toMatch(/^v=2\.0;/)
  })

  it('refuses an upload before it is stored', async () => {
    const { url } = await started({ plan: 'free' })
    expect(await statuses(3, () => upload(url))).toEqual([201, 201, 429])
    expect(await assetsOf(url)).toHaveLength(2)
  })

  it('ends with the second, and the clock says when', async () => {
    const { url, clock } = await started({ plan: 'free' })
    await statuses(4, () => light(url))
    clock.advance(999)
    expect((await light(url)).status).toBe(429)
    clock.advance(1)
    expect((await light(url)).status).toBe(400)
  })

  it('is each namespace’s own, and a reset forgets it', async () => {
    const { url } = await started({ plan: 'free' })
    expect(await statuses(5, () => light(url))).toEqual([...of(400, 4), 429])
    expect(await statuses(5, () => light(`${url}/ns/other`))).toEqual([...of(400, 4), 429])
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    expect((await light(url)).status).toBe(400)
    expect((await light(`${url}/ns/other`)).status).toBe(429)
  })

  it('asks for a credential first', async () => {
    const { url } = await started({ plan: 'free' })
    await statuses(5, () => light(url))
    const headers = { 'content-type': 'application/json' }
    const reply = await call(url, `${MINE}${UNKNOWN}`, { method: 'DELETE', token: null, headers })
    expect(reply).toMatchObject(refusal(401, 124, texts.badToken))
  })

  it('is shared by all tokens of an account, and by no other account', async () => {
    const scopes = ['user:delete:virtual_background_files']
    const clock = new TestClock()
    const { url } = await startTestServer(
      {
        auth: 'strict',
        vendors: { zoom: { rateLimit: 'on', plan: 'free' } },
        credentials: {
          zoom: [
            { token: 'one', accountId: 'a1', userId: 'u1', scopes },
            { token: 'two', accountId: 'a1', userId: 'u2', scopes },
            { token: 'three', accountId: 'a2', userId: 'u3', scopes },
          ],
        },
      },
      { clock },
    )
    expect(await statuses(2, () => light(url, { token: 'one' }))).toEqual([400, 400])
    expect(await statuses(3, () => light(url, { token: 'two' }))).toEqual([400, 400, 429])
    expect(await statuses(5, () => light(url, { token: 'three' }))).toEqual([...of(400, 4), 429])
  })
})

describe('the daily limit', () => {
  /** A medium call: it refuses its file, and counts as any other. */
  const medium = (url: string) => upload(url, MINE, { bytes: Buffer.from('x') })

  /** Sends the free plan's medium calls of a day: two each second. */
  async function useUpDay(url: string, clock: TestClock): Promise<void> {
    const seen = new Set<number>()
    for (let second = 0; second < 1_000; second++) {
      for (const { status } of await Promise.all([medium(url), medium(url)])) seen.add(status)
      clock.advance(1_000)
    }
    expect(seen).toEqual(new Set([400]))
  }

  it('is said with its own words and the time of day at which it ends, in ISO 8601', async () => {
    const { url, clock } = await started({ plan: 'free' })
    await useUpDay(url, clock)
    const reply = await medium(url)
    expect(reply).toMatchObject(refusal(429, 429, DAILY))
    const until = reply.headers.get('retry-after') ?? ''
    expect(until).toBe('2026-01-02T00:00:00Z')
    expect(reply.headers.get('x-ratelimit-category')).toBe('Medium')
    expect(reply.headers.get('x-ratelimit-type')).toBe('Daily-limit')
    expect(reply.headers.get('x-ratelimit-limit')).toBe('2000')
    expect(reply.headers.get('x-ratelimit-remaining')).toBe('0')

    // Other categories, other namespaces go on; the next day ends it.
    expect((await light(url)).status).toBe(400)
    expect((await medium(`${url}/ns/other`)).status).toBe(400)
    clock.advance(Date.parse(until) - clock.now() - 1)
    expect((await medium(url)).status).toBe(429)
    clock.advance(1)
    expect((await medium(url)).status).toBe(400)
  })
})

describe('two deletions of one user’s files at once', () => {
  it('are one too many, until the first has ended', async () => {
    const server = await startTestServer({ vendors: { zoom: { rateLimit: 'on' } } })
    const path = '/v2/users/me/settings/virtual_backgrounds?file_ids=a'
    const first = await RawConnection.open(server.port)
    first.write(
      `DELETE ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n`,
    )
    const second = async () => {
      const headers = { authorization: 'Bearer x' }
      const reply = await fetch(server.url + path, { method: 'DELETE', headers })
      return [reply.status, await reply.json()]
    }
    const tooMany = [429, { code: 429, message: 'Too many concurrent requests.' }]
    await expect.poll(second).toEqual(tooMany)
    first.write('{}')
    expect((await first.reply()).status).toBe(400)
    await expect.poll(second).toEqual([400, { code: 300, message: 'Invalid parameter: file_ids.' }])
    first.socket.destroy()
  })
})
