import { expect, it, vi } from 'vitest'
import { importInto, stateOf } from '../../control/namespaces/state-world.ts'
import { firedIn, worldAt } from '../../helpers/faults.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { MINE, remove, uploadedId } from '../../vendors/zoom/zoom-client.ts'

/** Texts that a database can't hold, wherever they may stand in a question. */
const QUESTIONS = [
  '/_mock/requests?vendor=%00',
  '/_mock/requests?operation=%00',
  '/_mock/requests/%00',
  '/_mock/assets?vendor=%00',
  '/_mock/assets/%00',
]

const vendors = { zoom: { rateLimit: 'on' } } as const

/** How a second deletion of a user's files is answered while the first one runs. */
async function secondDeletion(url: string): Promise<number> {
  const id = await uploadedId(url)
  const world = worldAt(url)
  const operation = 'deleteUserVirtualBackground'
  await world.faults.add({ match: { operation }, when: 'after', stall: true, times: 1 })
  const client = new AbortController()
  const first = fetch(`${url}${MINE}?file_ids=${id}`, {
    method: 'DELETE',
    headers: { authorization: 'Bearer test' },
    signal: client.signal,
  })
  await vi.waitFor(async () => expect([await firedIn(world), await assetsOf(url)]).toEqual([[1], []]))
  const { status } = await remove(url, `?file_ids=${id}`)
  client.abort()
  await expect(first).rejects.toThrow()
  return status
}

describeWithPostgres('a replica answers as one server does', () => {
  const freshWorld = sharedReplicas(1, { config: { vendors } })

  it('when it is asked for what no database can hold', async () => {
    const { replicas } = await freshWorld()
    const { url } = await startTestServer()
    for (const path of QUESTIONS) {
      const [found, expected] = [await fetch(replicas.at(0) + path), await fetch(url + path)]
      expect([found.status, await found.text()], path).toEqual([expected.status, await expected.text()])
    }
  })

  it('when a text of an imported row has a NUL', async () => {
    const { replicas } = await freshWorld()
    const { url } = await startTestServer()
    const row = { vendor: 'a', owner: 'o', kind: 'k', key: 'k', id: 'i', createdAt: 1, data: {} }
    for (const name of ['vendor', 'owner', 'kind', 'key', 'id']) {
      const rows = [{ ...row, [name]: 'a\0b' }]
      const state = stateOf({ format: 'uploadmock-state', version: 1, rows, sequences: {} })
      expect(await importInto(replicas.at(0), state), name).toEqual(await importInto(url, state))
    }
  })

  it('when a user’s files are deleted while another deletion runs', async () => {
    const { url } = await startTestServer({ vendors })
    const { replicas } = await freshWorld()
    for (const one of [url, replicas.at(0)]) expect(await secondDeletion(one)).toBe(429)
  })
})
