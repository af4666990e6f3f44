import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { call, expectEmpty, importMedia, listMedia, signedAs } from './connect.ts'

async function started(rateLimit: 'on' | 'off' = 'on') {
  const clock = new TestClock()
  const { url } = await startTestServer({ vendors: { 'amazon-connect': { rateLimit } } }, { clock })
  return { url, clock }
}

const list = (url: string, accessKeyId = 'AKIDEXAMPLE') =>
  call(url, 'GET', '/workspaces/i1', { authorization: signedAs(accessKeyId) })

async function statuses(times: number, run: () => Promise<Response>): Promise<readonly number[]> {
  const found: number[] = []
  for (let at = 0; at < times; at++) found.push((await run()).status)
  return found
}

async function expectThrottled(response: Response): Promise<void> {
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([429, 'ThrottlingException'])
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  expect(response.headers.get('retry-after')).toBeNull()
  const body = (await response.json()) as { Message: string; message: string }
  expect(body.Message).toMatch(/./)
  expect(body.message).toBe(body.Message)
}

describe('with the rate limit on', () => {
  it('lets in five calls at once, then throttles', async () => {
    const { url } = await started()
    expect(await statuses(5, () => list(url))).toEqual([200, 200, 200, 200, 200])
    await expectThrottled(await list(url))
    await expectThrottled(await list(url))
  })

  it('lets in two more each second, as the clock moves', async () => {
    const { url, clock } = await started()
    await statuses(5, () => list(url))
    clock.advance(499)
    await expectThrottled(await list(url))
    clock.advance(1)
    expect(await statuses(2, () => list(url))).toEqual([200, 429])
    clock.advance(1_000)
    expect(await statuses(3, () => list(url))).toEqual([200, 200, 429])
  })

  it('saves up no more than five', async () => {
    const { url, clock } = await started()
    await statuses(6, () => list(url))
    clock.advance(3_600_000)
    expect(await statuses(6, () => list(url))).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('is not lengthened by calls that it throttles', async () => {
    const { url, clock } = await started()
    await statuses(30, () => list(url))
    clock.advance(500)
    expect((await list(url)).status).toBe(200)
  })

  it('counts each operation by itself', async () => {
    const { url } = await started()
    await statuses(6, () => list(url))
    await expectEmpty(await importMedia(url))
    expect(await listMedia(url)).toHaveLength(1)
  })

  it('counts each account by itself, over all its keys', async () => {
    const { url } = await started()
    expect(await statuses(3, () => list(url, 'AKIDONE'))).toEqual([200, 200, 200])
    expect(await statuses(3, () => list(url, 'AKIDTWO'))).toEqual([200, 200, 429])
    expect((await list(url, '000011112222')).status).toBe(200)
  })

  it('counts each namespace by itself, and a reset forgets', async () => {
    const { url } = await started()
    await statuses(6, () => list(url))
    expect((await list(`${url}/ns/other`)).status).toBe(200)
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    expect(await statuses(6, () => list(url))).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('stores nothing of an import that it throttles', async () => {
    const { url } = await started()
    expect(await statuses(5, () => importMedia(url, { type: 'NONE' }))).toEqual([400, 400, 400, 400, 400])
    await expectThrottled(await importMedia(url))
    expect(await assetsOf(url)).toEqual([])
  })

  it('never throttles the media themselves', async () => {
    const { url } = await started()
    await importMedia(url)
    const [medium] = await listMedia(url)
    expect(await statuses(10, () => fetch(medium?.Source ?? ''))).toEqual(
      Array.from({ length: 10 }, () => 200),
    )
  })

  it('asks for a credential first', async () => {
    const { url } = await started()
    await statuses(6, () => list(url))
    expect((await call(url, 'GET', '/workspaces/i1', { authorization: '' })).status).toBe(403)
  })
})

it('is off by default', async () => {
  const { url } = await started('off')
  expect(await statuses(12, () => list(url))).toEqual(Array.from({ length: 12 }, () => 200))
})
