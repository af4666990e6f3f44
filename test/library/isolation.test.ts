import { describe, expect, it } from 'vitest'
import type { NamespaceClient } from '../../src/index.ts'
import { PHOTO, startMock, uploadTo } from './mock.ts'

const UPLOAD = 'uploadUserVirtualBackground'

/** What one of many tests does in its namespace: uploads, faults, assets and journal are its own. */
async function ownTest(ns: NamespaceClient, number: number): Promise<void> {
  const bytes = Buffer.concat([PHOTO, Buffer.from(`of test ${number}`)])
  const isFaulty = number % 2 === 0
  if (isFaulty)
    await ns.faults.add({ match: { operation: UPLOAD }, times: 1, respond: { error: 'rate-limited' } })
  const upload = async () => (await uploadTo(ns, { name: `${number}.jpg`, bytes })).status
  expect(await upload()).toBe(isFaulty ? 429 : 201)
  expect(await upload()).toBe(201)
  const assets = await ns.assets.list()
  expect(assets.map(({ name }) => name)).toEqual(Array(isFaulty ? 1 : 2).fill(`${number}.jpg`))
  expect(Buffer.from(await ns.assets.bytes(assets[0]?.id ?? '')).equals(bytes)).toBe(true)
  const requests = await ns.requests.waitFor({ operation: UPLOAD }, { atLeast: 2 })
  expect(requests.map(({ outcome }) => outcome)).toEqual([isFaulty ? 'faulted' : 'accepted', 'accepted'])
  expect(requests.every(({ namespace }) => namespace === ns.name)).toBe(true)
  const match = { outcome: 'accepted', parts: [{ filename: `${number}.jpg` }] } as const
  await ns.verify({ match, exactly: isFaulty ? 1 : 2 })
  expect((await ns.faults.list()).map(({ fired }) => fired)).toEqual(isFaulty ? [1] : [])
}

describe('isolation', () => {
  it('lets 500 tests run at once against one server, each in its own namespace', async () => {
    const mock = await startMock()
    const numbers = Array.from({ length: 500 }, (_, number) => number)
    await Promise.all(numbers.map(number => ownTest(mock.namespace(`test-${number}`), number)))
    expect(await mock.assets.list()).toEqual([])
    expect(await mock.requests.list()).toEqual([])
  }, 60_000)

  it('lets tests reset their namespaces while others run', async () => {
    const mock = await startMock()
    await Promise.all(
      Array.from({ length: 60 }, async (_, number) => {
        const ns = mock.namespace(`test-${number % 30}-${number < 30 ? 'a' : 'b'}`)
        for (let round = 0; round < 3; round++) {
          await ownTest(ns, number)
          await ns.reset()
        }
        expect(await ns.requests.list()).toEqual([])
      }),
    )
  })

  it('lets two servers in one process share nothing', async () => {
    const [a, b] = [await startMock({ seed: 1 }), await startMock({ seed: 1 })]
    await a.faults.add({ times: 1, respond: { error: 'unavailable' } })
    await a.clock.set({ now: '2030-01-01T00:00:00Z', frozen: true })
    await b.requests.clear()
    expect((await uploadTo(b)).status).toBe(201)
    expect((await uploadTo(a)).status).toBe(503)
    expect(await a.assets.list()).toEqual([])
    expect(await a.requests.list()).toMatchObject([{ outcome: 'faulted' }])
    expect(await b.requests.list()).toMatchObject([{ outcome: 'accepted' }])
    expect(await b.faults.list()).toEqual([])
    expect((await b.clock.get()).frozen).toBe(false)
    await a.resetAll()
    expect(await b.assets.list()).toHaveLength(1)
    await a.close()
    expect((await uploadTo(b)).status).toBe(201)
  })

  it('empties a namespace when it is disposed of, and no other', async () => {
    const mock = await startMock()
    const [one, two] = [mock.namespace('one'), mock.namespace('two')]
    for (const world of [one, two]) await uploadTo(world)
    await one[Symbol.asyncDispose]()
    expect(await one.assets.list()).toEqual([])
    expect(await one.requests.list()).toEqual([])
    expect(await two.assets.list()).toHaveLength(1)
  })
})
