import { randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { childrenOf, freePort, postgresPrograms, runIn, whoRunsIt } from './postgres-programs.ts'

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

/** Makes a database in the cluster of an address, empty or as `template` is, and answers its own address. */
export async function createDatabase(url: string, template = 'template1'): Promise<string> {
  const name = `mock_${randomUUID().replaceAll('-', '')}`
  await query(url, `create database ${name} template ${template}`)
  return databaseAt(url, name)
}

/** Removes a database, with whoever is still connected to it. */
export async function dropDatabase(url: string, database: string): Promise<void> {
  await query(url, `drop database if exists ${new URL(database).pathname.slice(1)} with (force)`)
}

/** The address of another database of the same cluster. */
export function databaseAt(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

/** The files of a cluster that nobody runs, for others to begin with. */
export interface ClusterFiles {
  readonly data: string
  readonly password: string
}

/** How a cluster runs. */
export interface ClusterOptions {
  /** What it begins with; an empty cluster is made where they are left out. */
  readonly files?: ClusterFiles
  /** Settings beside those that each has, as `name=value`. */
  readonly settings?: readonly string[]
}

/** What is lost in a power cut no test looks for, and waiting for the disk is most of the time. */
const NOT_DURABLE = ['fsync=off']

/** A PostgreSQL server of the tests' own, which they may stop and start. */
export class PostgresCluster {
  /** The address of the database that each cluster has, with the password. */
  readonly url: string
  readonly password: string
  readonly #programs: string
  readonly #folder: string
  readonly #port: number
  readonly #settings: readonly string[]

  constructor(options: {
    programs: string
    folder: string
    port: number
    password: string
    settings: readonly string[]
  }) {
    this.#programs = options.programs
    this.#folder = options.folder
    this.#port = options.port
    this.#settings = options.settings
    this.password = options.password
    this.url = `postgres://postgres:${options.password}@127.0.0.1:${options.port}/postgres`
  }

  /** What another cluster may begin with, once this one is stopped. */
  get files(): ClusterFiles {
    return { data: this.#data, password: this.password }
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const own = ['listen_addresses=127.0.0.1', 'max_connections=200', ...this.#settings]
    const options = [`-p ${this.#port} -k ${this.#folder}`, ...own.map(setting => `-c ${setting}`)].join(' ')
    await this.#run('pg_ctl', ['start', '-w', '-D', this.#data, '-l', this.#log, '-o', options])
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

  /** Begins with the files of another cluster, whose password it must have. */
  async copy({ data }: ClusterFiles): Promise<void> {
    const code = await runIn(this.#folder, 'cp', ['-R', '-p', data, this.#data])
    if (code !== 0) throw new Error(`${data} can't be copied`)
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
    const code = await runIn(this.#folder, join(this.#programs, program), args)
    if (code === 0) return
    const log = existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : ''
    throw new Error(`${program} ended with ${code}\n${log}`)
  }
}

/** A cluster that runs on a free port. Throws where there are no programs for it. */
export async function startPostgres(options: ClusterOptions = {}): Promise<PostgresCluster> {
  const { files, settings = NOT_DURABLE } = options
  const programs = postgresPrograms()
  if (programs === undefined) throw new Error('no PostgreSQL here')
  const folder = mkdtempSync(join(tmpdir(), 'uploadmock-postgres-'))
  const { uid, gid } = whoRunsIt()
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid)
  const password = files?.password ?? `password-of-${randomUUID()}`
  const cluster = new PostgresCluster({ programs, folder, port: await freePort(), password, settings })
  try {
    await (files === undefined ? cluster.init() : cluster.copy(files))
    await cluster.start()
  } catch (error) {
    await cluster.close()
    throw error
  }
  return cluster
}
