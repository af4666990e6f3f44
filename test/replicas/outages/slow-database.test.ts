import { expect, it, vi } from 'vitest'
import { RunningCommand } from '../../helpers/cli.ts'
import {
  describeWithPostgres,
  freshDatabase,
  freshDatabaseIn,
  holding,
  ownPostgres,
  waitersIn,
} from '../../helpers/replicas/postgres.ts'
import { freshReplicas, replicaCommand } from '../../helpers/replicas/replicas.ts'
import { startS3 } from '../../helpers/replicas/s3.ts'
import { SlowUpload } from '../../helpers/slow-upload.ts'
import { PATIENCE_MS, wordsOf } from '../words.ts'

const STORE_MS = 1_500
/** So many of one owner, which wait for each other. */
const UPLOADS = 8

describeWithPostgres('a replica whose database hangs', () => {
  it('refuses all uploads of one owner in time, though each waits for the one before', async () => {
    const cluster = await ownPostgres()
    const database = await freshDatabaseIn(cluster)
    const { replicas, s3, blobs } = await freshReplicas(1, {
      database,
      config: { timeouts: { storeMs: STORE_MS } },
    })
    const uploads = Array.from({ length: UPLOADS }, () => new SlowUpload(replicas.at(0), 1, 'end'))
    await expect.poll(() => s3.keysIn(blobs), { timeout: PATIENCE_MS }).toHaveLength(UPLOADS)
    const { status: outage } = await wordsOf('zoom', 'unavailable')
    cluster.freeze()
    const began = performance.now()
    for (const status of await Promise.all(uploads.map(upload => upload.finish())))
      expect(status).toBe(outage)
    expect(performance.now() - began).toBeLessThan((UPLOADS * STORE_MS) / 2)
  })

  it('ends on SIGTERM while it waits for another’s migration', async () => {
    const database = await freshDatabase()
    await holding(database, 'select pg_advisory_lock(8672001)')
    const { args, env } = replicaCommand({ database, blobs: await (await startS3()).freshBlobs() })
    const command = new RunningCommand(['--port', '0', ...args], { env })
    await vi.waitFor(async () => expect(await waitersIn(database)).toBe(1), PATIENCE_MS)
    command.process.kill('SIGTERM')
    expect(await command.ended()).toBe(0)
    expect(command.stdout + command.stderr).toBe('')
  })
})
