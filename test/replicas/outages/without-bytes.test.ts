import { expect, it } from 'vitest'
import { EventStream } from '../../control/event-stream.ts'
import { metricAt } from '../../helpers/metrics.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { assetsOf } from '../../helpers/server.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'
import { SWEEP, SWEPT_WITHIN_MS } from '../sweep.ts'

describeWithPostgres('replicas whose S3 is away', () => {
  const freshWorld = sharedReplicas(2, { config: SWEEP })

  it('tell their numbers, save that of the bytes there', async () => {
    const { replicas, s3 } = await freshWorld()
    s3.proxy.mode = 'unavailable'
    expect((await fetch(`${replicas.at(0)}/_mock/metrics`)).status).toBe(200)
    expect(await metricAt(replicas.at(0), 'active_uploads')).toBe(0)
    expect(await metricAt(replicas.at(0), 'store_bytes')).toBeUndefined()
    s3.proxy.mode = 'pass'
    expect(await metricAt(replicas.at(0), 'store_bytes')).toBe(0)
  })

  it('reset a namespace, say so, and free its bytes once S3 is back', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    const streams = await Promise.all(replicas.urls.map(url => EventStream.open(url)))
    await uploadedId(replicas.at(0))
    for (const stream of streams)
      for (const type of ['asset', 'request']) expect(await stream.next()).toMatchObject({ type })
    s3.proxy.mode = 'unavailable'
    expect((await fetch(`${replicas.at(0)}/_mock/reset`, { method: 'POST' })).status).toBe(204)
    for (const stream of streams) expect(await stream.next()).toMatchObject({ type: 'reset' })
    for (const url of replicas.urls) expect(await assetsOf(url)).toEqual([])
    expect(await s3.keysIn(blobs)).toHaveLength(1)
    s3.proxy.mode = 'pass'
    await expect.poll(() => s3.keysIn(blobs), { timeout: SWEPT_WITHIN_MS }).toEqual([])
  })
})
