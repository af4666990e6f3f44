import { expect, it, vi } from 'vitest'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { freshReplicas } from '../../helpers/replicas/replicas.ts'
import { assetsOf } from '../../helpers/server.ts'
import { shownBy } from '../../helpers/shown.ts'
import { SlowUpload } from '../../helpers/slow-upload.ts'
import { orphanBeside, SWEEP, SWEPT_WITHIN_MS } from '../sweep.ts'

describeWithPostgres('a replica that is killed during uploads', () => {
  it('leaves at the others all that it answered with 201, and nothing that is not whole', async () => {
    const { replicas, s3, blobs } = await freshReplicas(3, { config: SWEEP })
    const uploads = Array.from({ length: 20 }, (_, number) => new SlowUpload(replicas.at(0), number))
    const [early, racing, late] = [uploads.slice(0, 6), uploads.slice(6, 13), uploads.slice(13)]
    for (const status of await Promise.all(early.map(upload => upload.finish()))) expect(status).toBe(201)
    // Killed at the first of seven answers, so that the others are anywhere between bytes and row.
    await Promise.race(racing.map(upload => upload.finish()))
    expect(await replicas.kill(0, 'SIGKILL')).toBeNull()

    const statuses = await Promise.all(uploads.map(upload => upload.status))
    const answered = uploads.filter((_, index) => statuses[index] === 201)
    expect(answered.length).toBeGreaterThan(early.length)
    const stored = await s3.keysIn(blobs)
    for (const url of [replicas.at(1), replicas.at(2)]) {
      const shown = await shownBy(url)
      expect([...shown.keys()]).toEqual(expect.arrayContaining(answered.map(upload => upload.owner)))
      for (const [owner, content] of shown)
        expect(uploads.find(one => one.owner === owner)?.bytes.equals(content)).toBe(true)
      for (const upload of late) expect(shown.has(upload.owner)).toBe(false)
    }

    const listed = (await assetsOf(replicas.at(1))).length
    await expect.poll(() => s3.keysIn(blobs), { timeout: SWEPT_WITHIN_MS }).toHaveLength(listed)
    const left = new Set(await s3.keysIn(blobs))
    for (const key of stored) expect(s3.proxy.deletionsOf(key), key).toBe(left.has(key) ? 0 : 1)
    expect((await shownBy(replicas.at(2))).size).toBe(listed)
  })

  it('leaves bytes without a row to be swept once, by one of the others', async () => {
    const { replicas, s3, blobs } = await freshReplicas(3, { config: SWEEP })
    const kept = new SlowUpload(replicas.at(1), 0)
    expect(await kept.finish()).toBe(201)
    const [claimed = ''] = await s3.keysIn(blobs)
    // As a replica leaves it that ends between bytes and row: beside the claimed one, of the same world.
    const orphan = orphanBeside(claimed)
    await s3.putAt(blobs, orphan, kept.bytes)
    expect(await s3.keysIn(blobs)).toEqual([claimed, orphan].sort())
    await replicas.kill(0, 'SIGKILL')
    await expect.poll(() => s3.keysIn(blobs), { timeout: SWEPT_WITHIN_MS }).toEqual([claimed])
    expect(s3.proxy.deletionsOf(orphan)).toBe(1)
    expect(s3.proxy.deletionsOf(claimed)).toBe(0)
    expect((await shownBy(replicas.at(2))).get(kept.owner)?.equals(kept.bytes)).toBe(true)
  })

  it('never has the bytes swept of an upload that takes longer than the sweep', async () => {
    const { replicas, s3, blobs } = await freshReplicas(2, { config: SWEEP })
    const slow = new SlowUpload(replicas.at(0), 1)
    const done = new SlowUpload(replicas.at(0), 2)
    expect(await done.finish()).toBe(201)
    const [claimed = ''] = await s3.keysIn(blobs)
    const orphan = orphanBeside(claimed)
    await s3.putAt(blobs, orphan, done.bytes)
    // A sweep has come and gone once the orphan has.
    await vi.waitFor(async () => expect(await s3.keysIn(blobs)).not.toContain(orphan), SWEPT_WITHIN_MS)
    expect(await slow.finish()).toBe(201)
    expect([...(await shownBy(replicas.at(1))).keys()].sort()).toEqual([slow.owner, done.owner].sort())
  })

  it('works again when it is started anew, at once', async () => {
    const { replicas } = await freshReplicas(2)
    const before = new SlowUpload(replicas.at(0), 1)
    expect(await before.finish()).toBe(201)
    await replicas.kill(0, 'SIGKILL')
    const meanwhile = new SlowUpload(replicas.at(1), 2)
    expect(await meanwhile.finish()).toBe(201)
    await replicas.start(0)
    const after = new SlowUpload(replicas.at(0), 3)
    expect(await after.finish()).toBe(201)
    const owners = [before, meanwhile, after].map(({ owner }) => owner)
    for (const url of replicas.urls) expect([...(await shownBy(url)).keys()]).toEqual(owners)
  })
})
