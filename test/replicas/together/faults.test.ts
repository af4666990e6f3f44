import { expect, it } from 'vitest'
import { call } from '../../helpers/bearer-call.ts'
import { firedIn, worldAt } from '../../helpers/faults.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'

describeWithPostgres('a fault over replicas', () => {
  const freshWorld = sharedReplicas()

  it('strikes exactly as many of 30 racing requests as it was ordered for', async () => {
    const { replicas } = await freshWorld()
    await worldAt(replicas.at(0)).faults.add({
      match: { vendor: 'zoom' },
      times: 2,
      respond: { error: 'rate-limited' },
    })
    const requests = Array.from({ length: 30 }, () => call(replicas.roundRobin(), '/v2/users/me'))
    const statuses = (await Promise.all(requests)).map(({ status }) => status).sort()
    expect(statuses).toEqual([...Array.from({ length: 28 }, () => 200), 429, 429])
    for (const url of replicas.urls) expect(await firedIn(worldAt(url))).toEqual([2])
    const outcomes = (await worldAt(replicas.at(1)).requests.list()).map(({ outcome }) => outcome)
    expect(outcomes.filter(outcome => outcome === 'faulted')).toHaveLength(2)
    expect(outcomes).toHaveLength(30)
  })

  it('lets as many pass first as it was told, wherever they come', async () => {
    const { replicas } = await freshWorld()
    await worldAt(replicas.at(2)).faults.add({ match: {}, skip: 4, times: 1, respond: { status: 418 } })
    const statuses: number[] = []
    for (let n = 0; n < 7; n++) statuses.push((await call(replicas.roundRobin(), '/v2/users/me')).status)
    expect(statuses).toEqual([200, 200, 200, 200, 418, 200, 200])
  })

  it('is removed at every replica when one removes it', async () => {
    const { replicas } = await freshWorld()
    const { id } = await worldAt(replicas.at(0)).faults.add({ match: {}, respond: { status: 418 } })
    for (const url of replicas.urls) expect((await call(url, '/v2/users/me')).status).toBe(418)
    await worldAt(replicas.at(1)).faults.remove(id)
    for (const url of replicas.urls) {
      expect((await call(url, '/v2/users/me')).status).toBe(200)
      expect(await worldAt(url).faults.list()).toEqual([])
    }
  })
})
