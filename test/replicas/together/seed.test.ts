import { expect, it } from 'vitest'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { startTestServer } from '../../helpers/server.ts'
import { pathOf, uploadedId } from '../../vendors/zoom/zoom-client.ts'

const SEED = 7
const UPLOADS = 20

/** Five to each of four users: below their quota. */
const pathsToUpload = Array.from({ length: UPLOADS }, (_, index) => pathOf('user', `u${index % 4}`))

async function idsInOrder(next: () => string): Promise<readonly string[]> {
  const ids: string[] = []
  for (const path of pathsToUpload) ids.push(await uploadedId(next(), path))
  return ids
}

describeWithPostgres('ids from a seed over replicas', () => {
  const freshWorld = sharedReplicas(3, { args: ['--seed', String(SEED)] })

  it('are those of one server for the same uploads in the same order, in each namespace', async () => {
    const { replicas } = await freshWorld()
    const { url } = await startTestServer({ seed: SEED })
    for (const namespace of ['', '/ns/one'])
      expect(await idsInOrder(() => replicas.roundRobin() + namespace)).toEqual(
        await idsInOrder(() => url + namespace),
      )
  })

  it('are the same set however the uploads race, and none comes twice', async () => {
    const { replicas } = await freshWorld()
    const { url } = await startTestServer({ seed: SEED })
    const expected = [...(await idsInOrder(() => url))].sort()
    for (const run of ['first', 'second']) {
      const racing = pathsToUpload.map(path => uploadedId(replicas.roundRobin(), path))
      const ids = await Promise.all(racing)
      expect([...ids].sort(), run).toEqual(expected)
      expect(new Set(ids).size).toBe(UPLOADS)
      await fetch(`${replicas.roundRobin()}/_mock/reset`, { method: 'POST' })
    }
  })
})
