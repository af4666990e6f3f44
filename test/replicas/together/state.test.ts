import { expect, it } from 'vitest'
import {
  expectSameState,
  exportOf,
  fillWorld,
  importInto,
  viewOf,
} from '../../control/namespaces/state-world.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { startTestServer } from '../../helpers/server.ts'

describeWithPostgres('a namespace as one file, over replicas', () => {
  const freshWorld = sharedReplicas()

  it('is the same from each', async () => {
    const { replicas } = await freshWorld()
    await fillWorld(replicas.at(0))
    const state = await exportOf(replicas.at(0))
    for (const url of replicas.urls) expectSameState(await exportOf(url), state)
  })

  it('is seen by all when it was put back at one', async () => {
    const { replicas } = await freshWorld()
    await fillWorld(replicas.at(0))
    const state = await exportOf(replicas.at(1))
    const before = await viewOf(replicas.at(0))
    expect((await importInto(`${replicas.at(2)}/ns/copy`, state)).status).toBe(204)
    for (const url of replicas.urls) {
      expect(await viewOf(`${url}/ns/copy`)).toEqual(before)
      expectSameState(await exportOf(`${url}/ns/copy`), state)
    }
  })

  it('goes from a server without a database to replicas, and back', async () => {
    const { replicas } = await freshWorld()
    const { url } = await startTestServer()
    await fillWorld(url)
    const state = await exportOf(url)
    expect((await importInto(replicas.at(0), state)).status).toBe(204)
    const fromReplicas = await exportOf(replicas.at(1))
    expectSameState(fromReplicas, state)
    expect((await importInto(`${url}/ns/back`, fromReplicas)).status).toBe(204)
    expectSameState(await exportOf(`${url}/ns/back`), state)
  })

  it('changes nothing anywhere when it is broken', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    await fillWorld(replicas.at(0))
    const state = await exportOf(replicas.at(0))
    const stored = (await s3.keysIn(blobs)).length
    expect((await importInto(replicas.at(1), state.subarray(0, -1))).status).toBe(400)
    for (const url of replicas.urls) expectSameState(await exportOf(url), state)
    await expect.poll(() => s3.keysIn(blobs)).toHaveLength(stored)
  })
})
