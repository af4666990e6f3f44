import { expect, it } from 'vitest'
import { PHOTO } from '../../helpers/faults.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { assetsOf } from '../../helpers/server.ts'
import { contentsAt } from '../../helpers/shown.ts'
import { remove, uploadedId } from '../../vendors/zoom/zoom-client.ts'
import { listNames, names } from '../names.ts'

const settings = async (url: string) => {
  const response = await fetch(`${url}/v2/users/me/settings`, { headers: { authorization: 'Bearer test' } })
  return response.text()
}

describeWithPostgres('a file that one replica took', () => {
  const freshWorld = sharedReplicas()

  it('is at once listed and fetched at the others, by testers and clients', async () => {
    const { replicas } = await freshWorld()
    for (const [index, url] of replicas.urls.entries()) {
      const name = `${index}.jpg`
      const bytes = Buffer.concat([PHOTO, Buffer.from(name)])
      const id = await uploadedId(url, undefined, { name, bytes })
      for (const other of replicas.urls) {
        expect((await contentsAt(other)).get(name)?.equals(bytes)).toBe(true)
        expect(await settings(other)).toContain(id)
        const shown = await fetch(`${other}/_mock/assets/${id}`)
        expect(await shown.json()).toMatchObject({ id, name, bytes: bytes.length })
      }
    }
  })

  it('is at once gone everywhere when another deletes it, bytes included', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    const [kept, doomed] = [await uploadedId(replicas.at(0)), await uploadedId(replicas.at(0))]
    expect((await remove(replicas.at(1), `?file_ids=${doomed}`)).status).toBe(204)
    for (const url of replicas.urls) {
      expect((await assetsOf(url)).map(({ id }) => id)).toEqual([kept])
      expect((await fetch(`${url}/_mock/assets/${doomed}/content`)).status).toBe(404)
      expect(await settings(url)).not.toContain(doomed)
    }
    await expect.poll(() => s3.keysIn(blobs)).toHaveLength(1)
  })

  it('is deleted once, though all are asked at the same time', async () => {
    const { replicas } = await freshWorld()
    const id = await uploadedId(replicas.at(0))
    const deletions = Array.from({ length: 12 }, () => remove(replicas.roundRobin(), `?file_ids=${id}`))
    const statuses = (await Promise.all(deletions)).map(({ status }) => status)
    expect(statuses.filter(status => status === 204)).toHaveLength(1)
    // Zoom refuses a second deletion that runs at the same time, and one of a file that is not there.
    for (const status of statuses.filter(status => status !== 204)) expect([400, 429]).toContain(status)
    for (const url of replicas.urls) expect(await assetsOf(url)).toEqual([])
  })

  it('keeps its place: each replica lists many that came at once in the same order', async () => {
    const { replicas } = await freshWorld()
    const users = Array.from({ length: 20 }, (_, index) => `/v2/users/u${index}/settings/virtual_backgrounds`)
    await Promise.all(
      users.map((path, index) => uploadedId(replicas.roundRobin(), path, { name: `f-${index}.jpg` })),
    )
    const lists = await Promise.all(replicas.urls.map(url => assetsOf(url)))
    expect(await listNames(replicas.at(0))).toEqual([...names('f', 20)].sort())
    for (const list of lists) expect(list.map(({ id }) => id)).toEqual(lists[0]?.map(({ id }) => id))
  })
})
