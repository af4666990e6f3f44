import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'

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

/** Runs one statement in the database of an address. */
export async function query<Row extends pg.QueryResultRow>(
  url: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url })
  // A server that stops ends its connections; the statement itself says so.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(statement, [...values])).rows
  } finally {
    await client.end()
  }
}

/** Makes an empty database in the cluster of an address, and answers its own address. */
export async function createDatabase(url: string): Promise<string> {
  const name = `mock_${randomUUID().replaceAll('-', '')}`
  await query(url, `create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

/** Removes a database, with whoever is still connected to it. */
export async function dropDatabase(url: string, database: string): Promise<void> {
  await query(url, `drop database if exists ${new URL(database).pathname.slice(1)} with (force)`)
}

/** A PostgreSQL server of the tests' own, which they may stop and start. */
export class PostgresCluster {
  /** The address of the database that each cluster has, with the password. */
  readonly url: string
  readonly password: string
  readonly #programs: string
  readonly #folder: string
  readonly #port: number

  constructor(options: { programs: string; folder: string; port: number; password: string }) {
    this.#programs = options.programs
    this.#folder = options.folder
    this.#port = options.port
    this.password = options.password
    this.url = `postgres://postgres:${options.password}@127.0.0.1:${options.port}/postgres`
  }

  /** A new, empty database; answers its address. */
  freshDatabase(): Promise<string> {
    return createDatabase(this.url)
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    // What is lost in a power cut no test looks for, and waiting for the disk is most of the time.
    const settings = `-p ${this.#port} -c listen_addresses=127.0.0.1 -k ${this.#folder} -c fsync=off -c max_connections=200`
    await this.#run('pg_ctl', ['start', '-w', '-D', this.#data, '-l', this.#log, '-o', settings])
  }

  /** Ends it and each of its connections; `immediate` as a power cut would. */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.#run('pg_ctl', ['stop', '-w', '-D', this.#data, '-m', mode])
  }

  /** As an operator's restart: every connection is cut. */
  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  /** Stops all of its processes where they are: connections stay open, and nobody answers. */
  freeze(): void {
    this.#signal('SIGSTOP')
  }

  /** Lets it go on after `freeze`; changes nothing where it runs. */
  thaw(): void {
    this.#signal('SIGCONT')
  }

  /** Ends it, running or not, and removes all it holds. */
  async close(): Promise<void> {
    if (existsSync(join(this.#data, 'postmaster.pid'))) {
      this.thaw()
      await this.stop('immediate')
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Makes the files of an empty cluster. */
  async init(): Promise<void> {
    const passwordFile = join(this.#folder, 'password')
    writeFileSync(passwordFile, this.password)
    const rights = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
    await this.#run('initdb', ['-D', this.#data, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', ...rights])
  }

  get #data(): string {
    return join(this.#folder, 'data')
  }

  get #log(): string {
    return join(this.#folder, 'log')
  }

  #signal(signal: NodeJS.Signals): void {
    const parent = Number(readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n')[0])
    for (const pid of [parent, ...childrenOf(parent)])
      try {
        process.kill(pid, signal)
      } catch (error) {
        // One whose connection ended just now.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
      }
  }

  async #run(program: string, args: readonly string[]): Promise<void> {
    // Its output is not read: the server that pg_ctl leaves behind would hold a pipe open.
    const child = spawn(join(this.#programs, program), args, {
      cwd: this.#folder,
      stdio: 'ignore',
      ...whoRunsIt(),
    })
    const [code] = await once(child, 'close')
    if (code === 0) return
    const log = existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : ''
    throw new Error(`${program} ended with ${code}\n${log}`)
  }
}

/** A cluster that runs on a free port. Throws where there are no programs for it. */
export async function startPostgres(): Promise<PostgresCluster> {
  const programs = postgresPrograms()
  if (programs === undefined) throw new Error('no PostgreSQL here')
  const folder = mkdtempSync(join(tmpdir(), 'uploadmock-postgres-'))
  const { uid, gid } = whoRunsIt()
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid)
  const password = `password-of-${randomUUID()}`
  const cluster = new PostgresCluster({ programs, folder, port: await freePort(), password })
  try {
    await cluster.init()
    await cluster.start()
  } catch (error) {
    await cluster.close()
    throw error
  }
  return cluster
}

/** PostgreSQL refuses to run as the superuser, as whom containers run tests. */
function whoRunsIt(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function childrenOf(parent: number): readonly number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' })
  return stdout.split('\n').filter(Boolean).map(Number)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('it listens on no port')
  return address.port
}
