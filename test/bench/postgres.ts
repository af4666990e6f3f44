import { type PostgresCluster, query, startPostgres } from '../helpers/replicas/postgres-cluster.ts'
import { postgresPrograms } from '../helpers/replicas/postgres-programs.ts'

/** Why nothing can be measured over PostgreSQL here; undefined where it can. */
export const noPostgres = postgresPrograms() === undefined ? 'no programs of PostgreSQL are found' : undefined

/** Starts an empty cluster that waits for its disk, as PostgreSQL does by itself; the tests' own does not. */
export function startDurablePostgres(): Promise<PostgresCluster> {
  return startPostgres({ settings: [] })
}

/** The version, and what decides how long a commit waits. */
export async function describePostgres(url: string): Promise<string> {
  const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method']
  const [version] = await query<{ server_version: string }>(url, 'SHOW server_version')
  const settings = await query<{ name: string; setting: string }>(
    url,
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1) ORDER BY name',
    [names],
  )
  const shown = settings.map(({ name, setting }) => `${name} ${setting}`)
  return `PostgreSQL ${version?.server_version} (${shown.join(', ')})`
}
