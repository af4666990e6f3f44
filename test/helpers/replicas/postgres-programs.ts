import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

/** Where Debian and Ubuntu keep each version's programs; not all of them are in the PATH. */
const VERSIONS = '/usr/lib/postgresql'

/** The folder of PostgreSQL's programs, of its newest version; undefined where there are none. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : []
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a))
  const folders = [
    ...newestFirst.map(version => join(VERSIONS, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  return folders.find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')))
}

/** Runs a program in a folder, as who may run PostgreSQL; resolves with its exit code. */
export async function runIn(folder: string, program: string, args: readonly string[]): Promise<number> {
  // Its output is not read: the server that pg_ctl leaves behind would hold a pipe open.
  const child = spawn(program, args, { cwd: folder, stdio: 'ignore', ...whoRunsIt() })
  const [code] = await once(child, 'close')
  return code
}

/** PostgreSQL refuses to run as the superuser, as whom containers run tests. */
export function whoRunsIt(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** The processes that a process began. */
export function childrenOf(parent: number): readonly number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' })
  return stdout.split('\n').filter(Boolean).map(Number)
}

/** A port of this machine at which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('it listens on no port')
  return address.port
}
