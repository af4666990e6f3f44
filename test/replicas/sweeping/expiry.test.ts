import { expect, it, vi } from 'vitest'
import { visit } from '../../control/requests/visits.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { freshReplicas } from '../../helpers/replicas/replicas.ts'
import { assetsOf } from '../../helpers/server.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'

const config = { limits: { idleNamespaceMs: 2_000 } }

/** The names of the namespaces that live; to ask is no use of them. */
async function namesAt(url: string): Promise<readonly string[]> {
  const { items } = (await (await fetch(`${url}/_mock/namespaces`)).json()) as { items: { name: string }[] }
  return items.map(({ name }) => name)
}

describeWithPostgres('a namespace that nobody uses', () => {
  it('goes at all replicas, with its bytes, while one that a single replica sees used stays', async () => {
    const { replicas, s3, blobs } = await freshReplicas(3, { config })
    const goneWhileBusyIsUsed = (name: string) =>
      vi.waitFor(
        async () => {
          await visit(`${replicas.at(0)}/ns/busy`, 1)
          for (const url of replicas.urls) expect(await namesAt(url)).not.toContain(name)
        },
        { timeout: 20_000, interval: 200 },
      )
    for (const name of ['busy', 'idle']) await uploadedId(`${replicas.at(0)}/ns/${name}`)
    for (const url of replicas.urls) expect(await namesAt(url)).toEqual(['busy', 'idle'])
    await goneWhileBusyIsUsed('idle')
    // The others have seen nothing of the busy one for longer than the limit.
    await uploadedId(`${replicas.at(1)}/ns/late`)
    await goneWhileBusyIsUsed('late')
    expect(await assetsOf(`${replicas.at(2)}/ns/busy`)).toHaveLength(1)
    await expect.poll(() => s3.keysIn(blobs), { timeout: 5_000 }).toHaveLength(1)
    expect(await assetsOf(`${replicas.at(2)}/ns/idle`)).toEqual([])
  })
})
