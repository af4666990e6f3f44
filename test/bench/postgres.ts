import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PostgresCluster, postgresPrograms, query } from '../helpers/replicas/postgres-cluster.ts'
import { freePort } from './servers.ts'

/** Why nothing can be measured over PostgreSQL here; undefined where it can. */
export const noPostgres = postgresPrograms() === undefined ? 'no programs of PostgreSQL are found' : undefined

/** Starts an empty cluster that waits for its disk, as PostgreSQL does by itself; the tests' own does not. */
export async function startDurablePostgres(): Promise<PostgresCluster> {
  const programs = postgresPrograms()
  if (programs === undefined) throw new Error(noPostgres)
  const folder = mkdtempSync(join(tmpdir(), 'uploadmock-bench-postgres-'))
  const whose = whoRunsIt()
  if (whose !== undefined) chownSync(folder, whose.uid, whose.gid)
  const port = await freePort()
  const cluster = new PostgresCluster({ programs, folder, port, password: randomUUID() })
  try {
    await cluster.init()
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -k ${folder}`
    const files = ['-D', join(folder, 'data'), '-l', join(folder, 'log')]
    const args = ['start', '-w', ...files, '-o', settings]
    // Its output is not read: the server that pg_ctl leaves behind would hold a pipe open.
    const child = spawn(join(programs, 'pg_ctl'), args, { cwd: folder, stdio: 'ignore', ...whose })
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`pg_ctl ended with ${code}`)
    return cluster
  } catch (error) {
    await cluster.close()
    throw error
  }
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

/** PostgreSQL refuses to run as the superuser. */
function whoRunsIt(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
