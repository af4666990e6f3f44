import { expect, it } from 'vitest'
import { worldAt } from '../../helpers/faults.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { assetsOf } from '../../helpers/server.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'

const THEN = '2030-01-01T00:00:00.000Z'

describeWithPostgres('the clock of replicas', () => {
  const freshWorld = sharedReplicas()

  it('is one: what one sets the others show, and date by', async () => {
    const { replicas } = await freshWorld()
    await worldAt(replicas.at(0)).clock.set({ now: THEN, frozen: true })
    for (const url of replicas.urls) {
      expect(await worldAt(url).clock.get()).toEqual({ now: THEN, frozen: true })
      await uploadedId(url)
    }
    const dates = (await assetsOf(replicas.at(1))).map(({ createdAt }) => createdAt)
    expect(dates).toEqual([THEN, THEN, THEN])
  })

  it('loses none of many advances that come at once', async () => {
    const { replicas } = await freshWorld()
    await worldAt(replicas.at(0)).clock.set({ now: THEN, frozen: true })
    await Promise.all(Array.from({ length: 30 }, () => worldAt(replicas.roundRobin()).clock.advance(1_000)))
    for (const url of replicas.urls)
      expect(await worldAt(url).clock.get()).toEqual({ now: '2030-01-01T00:00:30.000Z', frozen: true })
  })

  it('is each namespace’s own, and the machine’s again after a reset', async () => {
    const { replicas } = await freshWorld()
    await worldAt(`${replicas.at(0)}/ns/one`).clock.set({ now: THEN, frozen: true })
    for (const url of replicas.urls) expect(await worldAt(url).clock.get()).toMatchObject({ frozen: false })
    await worldAt(`${replicas.at(1)}/ns/one`).reset()
    for (const url of replicas.urls) {
      const { now, frozen } = await worldAt(`${url}/ns/one`).clock.get()
      expect(frozen).toBe(false)
      expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(10_000)
    }
  })
})
