import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Place, RunningCommand } from '../cli.ts'
import { type Ends, endsWithTest } from '../ends.ts'
import { temporaryFolder } from '../temporary.ts'
import { freshDatabase } from './postgres.ts'
import { type S3, S3_ENVIRONMENT, startS3 } from './s3.ts'

/** How replicas run. */
export interface ReplicaOptions {
  /** Further options of the command line. */
  readonly args?: readonly string[]
  /** Further environment, beside the credentials for S3. */
  readonly env?: { readonly [name: string]: string }
  /** What has no option: the keys of a configuration file. */
  readonly config?: object
  /** Until when they run at most: for one test where it is not said. */
  readonly ends?: Ends
}

interface Replica {
  url: string
  port: number
  command: RunningCommand
}

/** Real processes of the built server over one database and one bucket. */
export class Replicas {
  readonly #args: readonly string[]
  readonly #place: Place
  readonly #replicas: readonly Replica[]
  #ended = ''
  #turns = 0

  constructor(options: {
    args: readonly string[]
    place: Place
    replicas: readonly Replica[]
  }) {
    this.#args = options.args
    this.#place = options.place
    this.#replicas = options.replicas
  }

  get urls(): readonly string[] {
    return this.#replicas.map(({ url }) => url)
  }

  /** The address of one. */
  at(index: number): string {
    return this.#replica(index).url
  }

  /** The address whose turn it is. */
  roundRobin(): string {
    return this.at(this.#turns++ % this.#replicas.length)
  }

  /** The process of one, to look at. */
  process(index: number): RunningCommand {
    return this.#replica(index).command
  }

  /** All that the processes wrote to both outputs, those included that have ended. */
  get output(): string {
    return this.#ended + this.#replicas.map(({ command }) => command.stdout + command.stderr).join('')
  }

  /** Ends one; resolves when it has, with its exit code, null where the signal ended it. */
  async kill(index: number, signal: NodeJS.Signals): Promise<number | null> {
    const { command } = this.#replica(index)
    command.process.kill(signal)
    return command.ended()
  }

  /** Starts one again that was killed, at its old port. */
  async start(index: number): Promise<void> {
    const replica = this.#replica(index)
    this.#ended += replica.command.stdout + replica.command.stderr
    replica.command = new RunningCommand(['--port', String(replica.port), ...this.#args], this.#place)
    await replica.command.ready()
  }

  /** Ends all as an operator would; answers their exit codes. */
  stop(): Promise<readonly (number | null)[]> {
    return Promise.all(this.#replicas.map((_, index) => this.kill(index, 'SIGTERM')))
  }

  #replica(index: number): Replica {
    const replica = this.#replicas[index]
    if (replica === undefined) throw new Error(`there is no replica ${index}`)
    return replica
  }
}

/** What `startReplicas` runs on. */
export interface ReplicaStores {
  readonly database: string
  readonly blobs: string
}

/** The command line of a replica, less its port, and its place. */
export function replicaCommand({ database, blobs }: ReplicaStores, options: ReplicaOptions = {}) {
  const { args = [], env = {}, config, ends = endsWithTest } = options
  const own = ['--json', '--database', database, '--blobs', blobs]
  return {
    args: [...own, ...(config === undefined ? [] : ['--config', fileOf(config, ends)]), ...args],
    env: { ...S3_ENVIRONMENT, ...env },
    ends,
  }
}

/** Starts so many at the same moment; resolves when all are ready. */
export async function startReplicas(
  count: number,
  stores: ReplicaStores,
  options: ReplicaOptions = {},
): Promise<Replicas> {
  const { args, ...place } = replicaCommand(stores, options)
  const commands = Array.from({ length: count }, () => new RunningCommand(['--port', '0', ...args], place))
  const replicas = commands.map(async command => {
    const url = await command.ready()
    return { url, port: Number(new URL(url).port), command }
  })
  return new Replicas({ args, place, replicas: await Promise.all(replicas) })
}

/** Replicas, and the stores that they share. */
export interface World {
  readonly replicas: Replicas
  readonly s3: S3
  readonly database: string
  readonly blobs: string
}

/** Replicas over an empty database and an empty bucket of one test's own. */
export async function freshReplicas(
  count = 3,
  options: ReplicaOptions & { readonly database?: string } = {},
): Promise<World> {
  const database = options.database ?? (await freshDatabase(options.ends))
  const s3 = await startS3(options.ends)
  const blobs = await s3.freshBlobs()
  return { replicas: await startReplicas(count, { database, blobs }, options), s3, database, blobs }
}

function fileOf(config: object, ends: Ends): string {
  const file = join(temporaryFolder(ends), 'uploadmock.json')
  writeFileSync(file, JSON.stringify(config))
  return file
}
