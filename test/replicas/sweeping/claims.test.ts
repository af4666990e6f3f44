import { request } from 'node:http'
import { expect, it, vi } from 'vitest'
import { partsOf, smallState, stateOf } from '../../control/namespaces/state-world.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { freshReplicas } from '../../helpers/replicas/replicas.ts'
import type { S3 } from '../../helpers/replicas/s3.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { assetsOf } from '../../helpers/server.ts'
import { shownBy } from '../../helpers/shown.ts'
import { SlowUpload } from '../../helpers/slow-upload.ts'
import { orphanBeside, SWEEP, SWEPT_WITHIN_MS, UNHURRIED_SWEEP } from '../sweep.ts'
import { wordsOf } from '../words.ts'

const NOTHING = Buffer.from('nothing')

/** Resolves when so many blobs are there. */
async function untilStored(s3: S3, blobs: string, count: number): Promise<void> {
  await expect.poll(() => s3.keysIn(blobs), { timeout: SWEPT_WITHIN_MS }).toHaveLength(count)
}

/** A state of two assets on its way to a namespace: the second one's bytes are missing. */
function unendedImport(url: string) {
  const { header, bytes } = partsOf(smallState())
  const [row] = header.rows
  const rows = ['first', 'second'].map(id => ({ ...row, key: id, id }))
  const state = stateOf({ ...header, rows }, bytes)
  const sent = request(`${url}/_mock/state`, {
    method: 'PUT',
    agent: false,
    headers: { 'content-type': 'application/octet-stream', 'content-length': state.length + bytes.length },
  })
  const status = new Promise<number | undefined>((resolve, reject) => {
    sent.on('response', reply => resolve(reply.resume().statusCode)).on('error', reject)
  })
  sent.write(state)
  return {
    finish: () => {
      sent.end(bytes)
      return status
    },
  }
}

describeWithPostgres('bytes that wait for their row', () => {
  const freshWorld = sharedReplicas(2, { config: SWEEP })

  it('are whole when their form ends, where one sweep came meanwhile', async () => {
    const { replicas, s3, blobs } = await freshReplicas(2, { config: UNHURRIED_SWEEP })
    const before = s3.proxy.count('GET')
    const orphan = orphanBeside('default/1/any')
    await s3.putAt(blobs, orphan, NOTHING)
    // The next sweep finds the orphan for the first time, the one after it this upload's bytes.
    await vi.waitFor(() => expect(s3.proxy.count('GET')).toBeGreaterThan(before), SWEPT_WITHIN_MS)
    const upload = new SlowUpload(replicas.at(0), 1, 'end')
    await untilStored(s3, blobs, 2)
    await vi.waitFor(async () => expect(await s3.keysIn(blobs)).not.toContain(orphan), SWEPT_WITHIN_MS)
    expect(await upload.finish()).toBe(201)
    expect((await shownBy(replicas.at(1))).get(upload.owner)?.equals(upload.bytes)).toBe(true)
  })

  it('are refused as unavailable, and not listed, where they waited until they were swept', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    const upload = new SlowUpload(replicas.at(0), 1, 'end')
    await untilStored(s3, blobs, 1)
    await untilStored(s3, blobs, 0)
    expect(await upload.finish()).toBe((await wordsOf('zoom', 'unavailable')).status)
    for (const url of replicas.urls) expect(await assetsOf(url)).toEqual([])
    const again = new SlowUpload(replicas.at(1), 1)
    expect(await again.finish()).toBe(201)
  })

  it('of an import are refused where they waited until they were swept, and change nothing', async () => {
    const { replicas, s3, blobs } = await freshWorld()
    const kept = new SlowUpload(replicas.at(1), 1)
    expect(await kept.finish()).toBe(201)
    const importing = unendedImport(replicas.at(0))
    await untilStored(s3, blobs, 2)
    await untilStored(s3, blobs, 1)
    expect(await importing.finish()).toBe(503)
    for (const url of replicas.urls) expect([...(await shownBy(url)).keys()]).toEqual([kept.owner])
    await untilStored(s3, blobs, 1)
  })

  it('are never taken for what others keep in the bucket', async () => {
    const { replicas, s3, blobs } = await freshReplicas(1, { config: SWEEP })
    const upload = new SlowUpload(replicas.at(0), 1)
    expect(await upload.finish()).toBe(201)
    const [claimed = ''] = await s3.keysIn(blobs)
    const theirs = ['a/report', 'default/1/logo.png', 'reports/2026.csv']
    // A sweep goes through the keys in their order: it is over once it has removed the last one.
    const orphans = ['a/1/x', 'z/1/x'].map(orphanBeside)
    for (const key of [...theirs, ...orphans]) await s3.putAt(blobs, key, NOTHING)
    await untilStored(s3, blobs, theirs.length + 1)
    expect(await s3.keysIn(blobs)).toEqual([...theirs, claimed].sort())
  })
})
