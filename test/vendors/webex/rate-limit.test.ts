import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { call, envelope, FIRST_IMAGE, IMAGES, type Reply, UNAUTHENTICATED, upload } from './webex-client.ts'

const TOO_MANY =
  'Too many requests have been sent in a given amount of time and the request has been rate limited.'
/** What a token may send in a minute. Webex publishes no number: assumed. */
const LIMIT = 300

async function started(rateLimit: 'on' | 'off' = 'on') {
  const clock = new TestClock()
  const { url } = await startTestServer({ vendors: { webex: { rateLimit } } }, { clock })
  return { url, clock }
}

/** Sends as many lists as a minute allows, each of which passes. */
async function useUp(url: string, options: { readonly token?: string } = {}): Promise<void> {
  const replies = await Promise.all(Array.from({ length: LIMIT }, () => call(url, IMAGES, options)))
  expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([200]))
}

function expectLimited(reply: Reply, retryAfter: string): void {
  expect(reply).toMatchObject(envelope(429, TOO_MANY))
  expect(reply.headers.get('retry-after')).toBe(retryAfter)
}

describe('with the rate limit on', () => {
  it('is 429 with Retry-After in whole seconds, never a fraction and never 0', async () => {
    const { url, clock } = await started()
    await useUp(url)
    expectLimited(await call(url, IMAGES), '60')
    clock.advance(30_400)
    expectLimited(await call(url, IMAGES), '30')
    clock.advance(29_599)
    expectLimited(await call(url, IMAGES), '1')
  })

  it('lets in again when the clock has moved as far as was said', async () => {
    const { url, clock } = await started()
    await useUp(url)
    const retryAfter = (await call(url, IMAGES)).headers.get('retry-after')
    clock.advance(Number(retryAfter) * 1_000)
    expect((await call(url, IMAGES)).status).toBe(200)
  })

  it('refuses an upload before it is stored', async () => {
    const { url } = await started()
    await useUp(url)
    expectLimited(await upload(url, 'logo'), '60')
    expect(await assetsOf(url)).toEqual([])
  })

  it('counts each token by itself', async () => {
    const { url } = await started()
    await useUp(url, { token: 'a' })
    expect((await call(url, IMAGES, { token: 'a' })).status).toBe(429)
    expect((await call(url, IMAGES, { token: 'b' })).status).toBe(200)
  })

  it('counts each namespace by itself, and a reset forgets', async () => {
    const { url } = await started()
    await useUp(url)
    expect((await call(`${url}/ns/other`, IMAGES)).status).toBe(200)
    expect((await call(url, IMAGES)).status).toBe(429)
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    expect((await call(url, IMAGES)).status).toBe(200)
  })

  it('asks for a credential first', async () => {
    const { url } = await started()
    await useUp(url)
    expect(await call(url, IMAGES, { token: null })).toMatchObject(envelope(401, UNAUTHENTICATED))
  })

  it('counts neither the images themselves nor the control API', async () => {
    const { url } = await started()
    await upload(url, 'logo')
    for (let at = 1; at < LIMIT; at++) await call(url, IMAGES)
    expect((await call(url, IMAGES)).status).toBe(429)
    expect((await fetch(url + FIRST_IMAGE)).status).toBe(200)
    expect((await fetch(`${url}/_mock/assets`)).status).toBe(200)
  })
})

it('is off by default, and says nothing', async () => {
  const { url } = await started('off')
  await useUp(url)
  const reply = await call(url, IMAGES)
  expect(reply.status).toBe(200)
  expect(reply.headers.get('retry-after')).toBeNull()
})
