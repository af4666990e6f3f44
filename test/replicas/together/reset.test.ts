import { expect, it, vi } from 'vitest'
import { worldAt } from '../../helpers/faults.ts'
import { metricAt } from '../../helpers/metrics.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { assetsOf } from '../../helpers/server.ts'
import { contentsAt } from '../../helpers/shown.ts'
import { SlowUpload } from '../../helpers/slow-upload.ts'
import { upload, uploadedId } from '../../vendors/zoom/zoom-client.ts'

/** All that a tester sees of a namespace. */
async function viewOf(url: string) {
  const world = worldAt(url)
  const [assets, requests, faults] = [world.assets.list(), world.requests.list(), world.faults.list()]
  const { frozen } = await world.clock.get()
  return {
    assets: (await assets).length,
    requests: (await requests).length,
    faults: (await faults).length,
    frozen,
  }
}

const NOTHING = { assets: 0, requests: 0, faults: 0, frozen: false }
const FULL = { assets: 1, requests: 1, faults: 1, frozen: true }

async function fill(url: string): Promise<void> {
  await uploadedId(url)
  await worldAt(url).faults.add({ match: { vendor: 'webex' }, respond: { status: 418 } })
  await worldAt(url).clock.set({ frozen: true })
}

describeWithPostgres('a reset at one replica', () => {
  const freshWorld = sharedReplicas()

  it('of one namespace is seen by all, and touches no other', async () => {
    const { replicas } = await freshWorld()
    for (const name of ['', '/ns/one', '/ns/two']) await fill(replicas.roundRobin() + name)
    await worldAt(`${replicas.at(1)}/ns/one`).reset()
    for (const url of replicas.urls) {
      expect(await viewOf(`${url}/ns/one`)).toEqual(NOTHING)
      for (const name of ['', '/ns/two']) expect(await viewOf(url + name)).toEqual(FULL)
    }
  })

  it('of all is seen by all, and frees the bytes', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    for (const name of ['', '/ns/one', '/ns/two']) await fill(replicas.roundRobin() + name)
    expect((await fetch(`${replicas.at(2)}/_mock/reset?all=true`, { method: 'POST' })).status).toBe(204)
    for (const url of replicas.urls)
      for (const name of ['', '/ns/one', '/ns/two']) expect(await viewOf(url + name)).toEqual(NOTHING)
    await expect.poll(() => s3.keysIn(blobs), { timeout: 5_000 }).toEqual([])
  })

  it('leaves nothing of uploads that are under way at the others', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    const uploads = Array.from({ length: 12 }, (_, n) => new SlowUpload(replicas.roundRobin(), n))
    await vi.waitFor(async () => {
      for (const url of replicas.urls) expect(await metricAt(url, 'active_uploads')).toBe(4)
    }, 10_000)
    await worldAt(replicas.at(0)).reset()
    const statuses = await Promise.all(uploads.map(upload => upload.finish()))
    // They end in the world in which they began.
    expect(new Set(statuses)).toEqual(new Set([201]))
    for (const url of replicas.urls) expect(await viewOf(url)).toEqual(NOTHING)
    await expect.poll(() => s3.keysIn(blobs), { timeout: 10_000 }).toEqual([])
    expect((await upload(replicas.at(1))).status).toBe(201)
    for (const url of replicas.urls) expect(await viewOf(url)).toMatchObject({ assets: 1, requests: 1 })
  })

  it('again and again while uploads begin and end leaves rows and bytes that belong together', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    let left = 30
    const uploads = Array.from({ length: 30 }, async (_, n) => {
      const path = `/v2/users/u${n}/settings/virtual_backgrounds`
      const { status } = await upload(replicas.roundRobin(), path, { name: `${n}.jpg` })
      left -= 1
      return status
    })
    while (left > 0) await worldAt(replicas.roundRobin()).reset()
    expect(new Set(await Promise.all(uploads))).toEqual(new Set([201]))
    const assets = await assetsOf(replicas.at(0))
    for (const url of replicas.urls) {
      expect(await assetsOf(url)).toEqual(assets)
      expect((await contentsAt(url)).size).toBe(assets.length)
    }
    await expect.poll(() => s3.keysIn(blobs), { timeout: 10_000 }).toHaveLength(assets.length)
  })
})
