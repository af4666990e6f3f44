import { expect, it, vi } from 'vitest'
import { call } from '../../helpers/bearer-call.ts'
import { vendorNames } from '../../helpers/faults.ts'
import { connectionsTo, describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { shownBy } from '../../helpers/shown.ts'
import { SlowUpload } from '../../helpers/slow-upload.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'
import { listNames } from '../names.ts'
import { IMPATIENT, SWEEP, SWEPT_WITHIN_MS } from '../sweep.ts'
import { expectOutage, healthOf, PATIENCE_MS, wordsOf } from '../words.ts'

const CONNECTIONS_OF_A_REPLICA = 12

const config = { ...SWEEP, ...IMPATIENT }

/** Expects a replica without its S3 to refuse whatever needs bytes, in time, all of it asked for at once. */
async function expectNoBytes(url: string, asset: string): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const [health, content] = await Promise.all([
    healthOf(url),
    fetch(`${url}/_mock/assets/${asset}/content`, { signal }),
    ...vendorNames.map(vendor => expectOutage(url, vendor)),
  ])
  expect(health).toEqual({ live: 200, ready: 503 })
  expect(content.status).toBeGreaterThanOrEqual(500)
}

describeWithPostgres.each(['unavailable', 'hang'] as const)('replicas whose S3 answers %s', mode => {
  const freshWorld = sharedReplicas(2, { config })

  it('refuse uploads in each vendor’s own words, in time, and work again by themselves', async () => {
    const { replicas, s3, database, blobs } = await freshWorld()
    const before = await uploadedId(replicas.at(0), undefined, { name: 'before.jpg' })
    s3.proxy.mode = mode
    await Promise.all(replicas.urls.map(url => expectNoBytes(url, before)))
    for (const url of replicas.urls) {
      expect(await listNames(url)).toEqual(['before.jpg'])
      // What needs no bytes goes on.
      expect((await call(url, '/v2/users/me')).status).toBe(200)
    }
    s3.proxy.mode = 'pass'
    for (const url of replicas.urls)
      await vi.waitFor(
        async () => expect(await healthOf(url)).toEqual({ live: 200, ready: 200 }),
        PATIENCE_MS,
      )
    await uploadedId(replicas.at(1), undefined, { name: 'later.jpg' })
    for (const url of replicas.urls) {
      expect(await listNames(url)).toEqual(['before.jpg', 'later.jpg'])
      expect((await fetch(`${url}/_mock/assets/${before}/content`)).status).toBe(200)
    }
    expect(await connectionsTo(database)).toBeLessThanOrEqual(2 * CONNECTIONS_OF_A_REPLICA)
    await expect.poll(() => s3.keysIn(blobs), { timeout: SWEPT_WITHIN_MS }).toHaveLength(2)
  })

  it('list none of the uploads that were under way', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    const uploads = Array.from({ length: 8 }, (_, number) => new SlowUpload(replicas.roundRobin(), number))
    const [kept, refused] = [uploads.slice(0, 4), uploads.slice(4)]
    for (const status of await Promise.all(kept.map(upload => upload.finish()))) expect(status).toBe(201)
    s3.proxy.mode = mode
    const { status: outage } = await wordsOf('zoom', 'unavailable')
    const began = performance.now()
    for (const status of await Promise.all(refused.map(upload => upload.finish())))
      expect(status).toBe(outage)
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS)
    s3.proxy.mode = 'pass'
    for (const url of replicas.urls)
      expect([...(await shownBy(url)).keys()].sort()).toEqual(kept.map(({ owner }) => owner))
    await expect.poll(() => s3.keysIn(blobs), { timeout: SWEPT_WITHIN_MS }).toHaveLength(kept.length)
  })

  it('delete a row though its bytes cannot be freed yet', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    const id = await uploadedId(replicas.at(0))
    s3.proxy.mode = mode
    const response = await fetch(
      `${replicas.at(1)}/v2/users/me/settings/virtual_backgrounds?file_ids=${id}`,
      {
        method: 'DELETE',
        headers: { authorization: 'Bearer test' },
        signal: AbortSignal.timeout(PATIENCE_MS),
      },
    )
    expect(response.status).toBe(204)
    for (const url of replicas.urls) expect(await listNames(url)).toEqual([])
    s3.proxy.mode = 'pass'
    await expect.poll(() => s3.keysIn(blobs), { timeout: SWEPT_WITHIN_MS }).toEqual([])
  })
})
