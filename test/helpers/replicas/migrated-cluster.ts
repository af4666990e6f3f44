import { openPostgres } from '../../../src/storage/postgres/stores.ts'
import { databaseAt, type PostgresCluster, query, startPostgres } from './postgres-cluster.ts'

/** In the clusters of the tests: a database as a server leaves an empty one at its start. To copy it is quick. */
export const MIGRATED = 'mock_migrated'

/** A stopped cluster with the database `MIGRATED`, for others to begin with. */
export async function makeMigratedCluster(): Promise<PostgresCluster> {
  const cluster = await startPostgres()
  try {
    await query(cluster.url, `create database ${MIGRATED}`)
    await migrate(databaseAt(cluster.url, MIGRATED))
    await cluster.stop()
    return cluster
  } catch (error) {
    await cluster.close()
    throw error
  }
}

async function migrate(url: string): Promise<void> {
  const journal = { entries: 1, bytes: 1, totalBytes: 1 }
  const stores = await openPostgres({ url, timeoutMs: 30_000, journal, useEveryMs: 1_000 })
  await stores.close()
  // Each database's first server draws one: by it others know whose blobs they find.
  await query(url, 'delete from uploadmock.secrets')
}
