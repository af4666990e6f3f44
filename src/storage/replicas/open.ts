import { createHash } from 'node:crypto'
import { StoreUnavailable } from '../errors.ts'
import type { Postgres } from '../postgres/database.ts'
import { openPostgres } from '../postgres/stores.ts'
import { openS3Blobs } from '../s3/blobs.ts'
import { journalLimits, type SharedStores, type StoreOptions, type Stores } from '../stores.ts'
import { Sweeper } from './sweeper.ts'

/** How many times in its idle time a namespace's use is written down. */
const USES_NOTED = 8

/** Opens the stores that several servers share. Rejects with `DatabaseUnusable` or `StoreUnavailable`. */
export async function openSharedStores(
  options: StoreOptions,
  shared: SharedStores,
): Promise<Omit<Stores, 'memory'>> {
  const { timeoutMs } = shared
  const { database, generations, ...remembered } = await openPostgres({
    url: shared.database,
    timeoutMs,
    journal: journalLimits(options),
    useEveryMs: options.idleNamespaceMs / USES_NOTED,
  })
  try {
    const owner = createHash('sha256').update(`blobs of ${remembered.secret}`).digest('hex')
    const blobs = await openS3Blobs({ url: shared.blobs, maxBytes: options.diskBytes, owner, timeoutMs })
    const sweeper = new Sweeper({ ...remembered, generations, blobs, everyMs: options.unclaimedBlobMs })
    return {
      ...remembered,
      blobs,
      async unready() {
        const [rows, bytes] = await Promise.allSettled([isWritable(database), blobs.check()])
        return [
          ...(rows.status === 'rejected' ? ['database'] : []),
          ...(bytes.status === 'rejected' ? ['blobs'] : []),
        ]
      },
      async close() {
        sweeper.close()
        await blobs.close()
        await remembered.close()
      },
    }
  } catch (error) {
    await remembered.close()
    throw error
  }
}

/** Rejects where the database answers but takes no changes, as a standby does that waits to become the first. */
async function isWritable(database: Postgres): Promise<void> {
  const sql = "SELECT current_setting('transaction_read_only') = 'on' AS is_read_only"
  const [found] = await database.query<{ is_read_only: boolean }>(sql)
  if (found?.is_read_only !== false) throw new StoreUnavailable('the database takes no changes')
}
