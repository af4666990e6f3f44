import { expect, it } from 'vitest'
import type { FaultOrder } from '../../../src/index.ts'
import { firedIn, PHOTO, send, uploads, worldAt } from '../../helpers/faults.ts'
import { startTestServer } from '../../helpers/server.ts'

const ROUNDS = 1_000

const rules: readonly FaultOrder[] = [
  { match: { method: 'POST' }, countBy: 'call', skip: 1, times: 1, respond: { error: 'rate-limited' } },
  { when: 'during', at: { bytes: PHOTO.length }, times: 1, respond: { error: 'unavailable' } },
]

/** What a new world makes of the rules and an upload for each call. */
async function round(url: string, calls: readonly string[]) {
  const world = worldAt(url)
  for (const rule of rules) await world.faults.add(rule)
  const statuses: number[] = []
  for (const call of calls) {
    const sent = uploads.zoom.request()
    const headers = { ...sent.headers, 'amz-sdk-invocation-id': call }
    const response = await send(url, { ...sent, headers })
    await response.arrayBuffer()
    statuses.push(response.status)
  }
  const entries = await world.requests.list()
  return entries.map(({ outcome, fault, committed }, at) => [statuses[at], outcome, fault, committed])
}

const calls = ['one', 'one', 'two', 'two', 'three']
const expected = [
  [503, 'faulted', 'fault-2', false],
  [201, 'accepted', null, true],
  [429, 'faulted', 'fault-1', false],
  [429, 'faulted', 'fault-1', false],
  [201, 'accepted', null, true],
]

it(`the same rules and requests end the same, ${ROUNDS} times`, { timeout: 120_000 }, async () => {
  const { url } = await startTestServer()
  for (let at = 0; at < ROUNDS; at++) {
    expect(await round(url, calls.slice(0, 3))).toEqual(expected.slice(0, 3))
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
  }
})

it('they end the same in many namespaces at once', async () => {
  const { url } = await startTestServer()
  const worlds = Array.from({ length: 50 }, (_, index) => `${url}/ns/world-${index}`)
  for (const seen of await Promise.all(worlds.map(world => round(world, calls))))
    expect(seen).toEqual(expected)
  for (const world of worlds) expect(await firedIn(worldAt(world))).toEqual([1, 1])
})
