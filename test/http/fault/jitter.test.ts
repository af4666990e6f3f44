import { beforeEach, expect, it, vi } from 'vitest'
import { startFaulty } from '../../helpers/faults.ts'

const waits: number[] = []

// The pauses themselves are what is looked at: nobody needs to live through them.
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    waits.push(ms)
  },
}))

beforeEach(() => {
  waits.length = 0
})

/** How long a server with this seed makes each of ten requests wait. */
async function waitsOf(seed: number | undefined, rule = { delayMs: 100, jitterMs: 1_000 }) {
  const { url } = await startFaulty(rule, seed === undefined ? {} : { seed })
  waits.length = 0
  for (let at = 0; at < 10; at++)
    expect((await fetch(`${url}/v2/users/me`, { headers: { authorization: 'Bearer x' } })).status).toBe(200)
  return [...waits]
}

it('a delay has no jitter unless one is ordered', async () => {
  expect(await waitsOf(1, { delayMs: 100, jitterMs: 0 })).toEqual(Array.from({ length: 10 }, () => 100))
})

it('jitter lies between nothing and what is ordered, above the delay', async () => {
  const seen = await waitsOf(1)
  expect(new Set(seen).size).toBeGreaterThan(5)
  for (const ms of seen) {
    expect(ms).toBeGreaterThanOrEqual(100)
    expect(ms).toBeLessThanOrEqual(1_100)
    expect(Number.isInteger(ms)).toBe(true)
  }
})

it('jitter is the same in two servers with the same seed', async () => {
  const first = await waitsOf(7)
  expect(await waitsOf(7)).toEqual(first)
})

it('jitter is another with another seed', async () => {
  const first = await waitsOf(7)
  expect(await waitsOf(8)).not.toEqual(first)
})

it('jitter is the same in each run without a seed', async () => {
  const first = await waitsOf(undefined)
  expect(await waitsOf(undefined)).toEqual(first)
})
