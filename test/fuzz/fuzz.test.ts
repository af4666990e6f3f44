import { expect, it } from 'vitest'
import { startTestServer } from '../helpers/server.ts'
import { Random } from './random.ts'
import { tryOnce } from './rounds.ts'

const TRIES = 250

it('withstands odd requests, faults, states and calls: each is answered, told and explained, and nothing is left', async () => {
  const { url, port } = await startTestServer()
  // The client's share in it is small.
  const cpuMs = () => process.cpuUsage().user / 1_000
  const target = { url, port, cpuMs }
  const tried = new Set<string>()
  for (let number = 0; number < TRIES; number++)
    tried.add(await tryOnce(target, number, new Random(20_261_128 + number)))
  expect(tried.size).toBeGreaterThan(20)
}, 60_000)

it('tries the same again with the same seed', () => {
  const draw = () => {
    const random = new Random(7)
    return [random.next(), random.int(0, 9), random.bytes(4).toString('hex'), random.pick(['a', 'b', 'c'])]
  }
  expect(draw()).toEqual(draw())
})
