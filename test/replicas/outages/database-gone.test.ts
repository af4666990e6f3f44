import { expect, it, vi } from 'vitest'
import { type VendorName, vendorNames } from '../../helpers/faults.ts'
import {
  connectionsTo,
  describeWithPostgres,
  freshDatabaseIn,
  ownPostgres,
} from '../../helpers/replicas/postgres.ts'
import type { PostgresCluster } from '../../helpers/replicas/postgres-cluster.ts'
import { freshReplicas, type Replicas } from '../../helpers/replicas/replicas.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { shownBy } from '../../helpers/shown.ts'
import { SlowUpload } from '../../helpers/slow-upload.ts'
import { pathOf, uploadedId } from '../../vendors/zoom/zoom-client.ts'
import { listNames, names } from '../names.ts'
import { IMPATIENT, SWEEP, SWEPT_WITHIN_MS } from '../sweep.ts'
import { expectOutage, healthOf, PATIENCE_MS, wordsOf } from '../words.ts'

/** A pool and the listener of a replica. */
const CONNECTIONS_OF_A_REPLICA = 12

/** How long a replica that is not told otherwise waits for its database. */
const USUAL = { timeouts: { storeMs: 5_000 } }

/** Replicas of tests that leave their database running, and that database's own cluster. */
function sharedWorld() {
  let cluster: PostgresCluster | undefined
  const freshWorld = sharedReplicas(2, {
    config: { ...SWEEP, ...USUAL },
    database: async ends => {
      cluster = await ownPostgres(ends)
      return freshDatabaseIn(cluster)
    },
  })
  return async () => {
    const world = await freshWorld()
    if (cluster === undefined) throw new Error('the database is not there yet')
    return { cluster, ...world }
  }
}

/** Replicas of one test's own that wait no longer for their database than a test can wait, and its cluster. */
async function impatientWorld() {
  const cluster = await ownPostgres()
  const database = await freshDatabaseIn(cluster)
  return { cluster, ...(await freshReplicas(2, { database, config: IMPATIENT })) }
}

/** Expects replicas without their database to say so, and to refuse uploads in the words of these vendors. */
async function expectGone(replicas: Replicas, ...vendors: readonly VendorName[]): Promise<void> {
  const atOne = async (url: string) => {
    const refusals = vendors.map(vendor => expectOutage(url, vendor))
    const [health] = await Promise.all([healthOf(url), ...refusals])
    expect(health).toEqual({ live: 200, ready: 503 })
  }
  await Promise.all(replicas.urls.map(atOne))
}

async function expectReady(replicas: Replicas): Promise<void> {
  for (const url of replicas.urls)
    await vi.waitFor(async () => expect(await healthOf(url)).toEqual({ live: 200, ready: 200 }), PATIENCE_MS)
}

/** As many uploads at once as keep every connection busy; answers their names. */
async function uploadMany(replicas: Replicas, begin: string): Promise<readonly string[]> {
  const files = names(begin, 40)
  const uploads = files.map((name, index) =>
    uploadedId(replicas.roundRobin(), pathOf('user', `${begin}-${index}`), { name }),
  )
  await Promise.all(uploads)
  return files
}

describeWithPostgres('replicas whose database is', () => {
  const freshWorld = sharedWorld()

  it('restarted go on by themselves, and leak no connection', async () => {
    const { cluster, database, replicas } = await freshWorld()
    const expected: string[] = []
    for (const round of ['a', 'b', 'c', 'd']) {
      expected.push(...(await uploadMany(replicas, round)))
      expect(await connectionsTo(database)).toBeLessThanOrEqual(2 * CONNECTIONS_OF_A_REPLICA)
      await cluster.restart()
      await expectReady(replicas)
    }
    for (const url of replicas.urls) expect(await listNames(url)).toEqual(expected.sort())
    expect(await connectionsTo(database)).toBeLessThanOrEqual(2 * CONNECTIONS_OF_A_REPLICA)
  })

  it('gone refuse in each vendor’s own words, in time, and say that they are not ready', async () => {
    const { cluster, database, replicas, s3, blobs } = await freshWorld()
    const before = await uploadMany(replicas, 'before')
    await cluster.stop('immediate')
    await expectGone(replicas, ...vendorNames)
    await cluster.start()
    await expectReady(replicas)
    for (const url of replicas.urls) expect(await listNames(url)).toEqual([...before].sort())
    const after = await uploadMany(replicas, 'after')
    for (const url of replicas.urls) expect(await listNames(url)).toEqual([...before, ...after].sort())
    expect(await connectionsTo(database)).toBeLessThanOrEqual(2 * CONNECTIONS_OF_A_REPLICA)
    await expect
      .poll(() => s3.keysIn(blobs), { timeout: SWEPT_WITHIN_MS })
      .toHaveLength(before.length + after.length)
  })

  it('gone while uploads are under way list none of those that they refused', async () => {
    const { cluster, replicas, s3, blobs } = await freshWorld()
    const uploads = Array.from({ length: 8 }, (_, number) => new SlowUpload(replicas.roundRobin(), number))
    const [kept, refused] = [uploads.slice(0, 4), uploads.slice(4)]
    for (const status of await Promise.all(kept.map(upload => upload.finish()))) expect(status).toBe(201)
    await cluster.stop('immediate')
    const { status: outage } = await wordsOf('zoom', 'unavailable')
    const began = performance.now()
    for (const status of await Promise.all(refused.map(upload => upload.finish())))
      expect(status).toBe(outage)
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS)
    await cluster.start()
    await expectReady(replicas)
    for (const url of replicas.urls)
      expect([...(await shownBy(url)).keys()].sort()).toEqual(kept.map(({ owner }) => owner))
    await expect.poll(() => s3.keysIn(blobs), { timeout: SWEPT_WITHIN_MS }).toHaveLength(kept.length)
  })

  it('restarted during a storm of uploads list exactly those that were taken', async () => {
    const { cluster, replicas } = await freshWorld()
    const statuses = new Map<string, number | undefined>()
    const restarting = cluster.restart()
    await Promise.all(
      Array.from({ length: 16 }, async (_, number) => {
        const upload = new SlowUpload(replicas.roundRobin(), number)
        statuses.set(upload.owner, await upload.finish())
      }),
    )
    await restarting
    await expectReady(replicas)
    const { status: outage } = await wordsOf('zoom', 'unavailable')
    for (const status of statuses.values()) expect([201, outage]).toContain(status)
    const taken = [...statuses].filter(([, status]) => status === 201).map(([owner]) => owner)
    for (const url of replicas.urls) expect([...(await shownBy(url)).keys()].sort()).toEqual(taken.sort())
  })

  it('so slow that nothing comes back refuse in time all the same', async () => {
    const { cluster, database, replicas } = await impatientWorld()
    await uploadedId(replicas.at(0))
    // Every backend stands still, as behind a network that lets nothing through: connections stay open.
    cluster.freeze()
    await expectGone(replicas, 'zoom')
    cluster.thaw()
    await expectReady(replicas)
    for (const url of replicas.urls) expect(await listNames(url)).toHaveLength(1)
    expect(await connectionsTo(database)).toBeLessThanOrEqual(2 * CONNECTIONS_OF_A_REPLICA)
  })

  it.each(['gone', 'so slow that nothing comes back'])('%s end in time all the same', async how => {
    const { cluster, replicas } = await impatientWorld()
    await uploadedId(replicas.at(0))
    if (how === 'gone') await cluster.stop('immediate')
    else cluster.freeze()
    const began = performance.now()
    expect(await replicas.stop()).toEqual([0, 0])
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS)
    if (how !== 'gone') cluster.thaw()
  })
})
