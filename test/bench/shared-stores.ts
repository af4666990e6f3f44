import { createDatabase, type PostgresCluster, query } from '../helpers/replicas/postgres-cluster.ts'
import { cpuMs, familyCpuMs } from './cpu-time.ts'
import { describePostgres, startDurablePostgres } from './postgres.ts'
import type { Server, Servers, SharedPlace } from './servers.ts'

const BUCKET = 'bench'

/** A PostgreSQL and an S3, each in processes of its own, for servers that share them. */
export class SharedStores {
  /** What these stores are, for whoever reads the figures. */
  readonly description: string
  readonly #cluster: PostgresCluster
  readonly #s3: Server
  #places = 0

  constructor(options: { cluster: PostgresCluster; s3: Server; description: string }) {
    this.#cluster = options.cluster
    this.#s3 = options.s3
    this.description = options.description
  }

  /** Runs `work` with new ones, which are gone after it. */
  static async with<T>(servers: Servers, work: (stores: SharedStores) => Promise<T>): Promise<T> {
    const cluster = await startDurablePostgres()
    try {
      const s3 = await servers.program('s3.js', [BUCKET])
      const description = `${await describePostgres(cluster.url)}; S3 by s3rver, in a process of its own`
      try {
        return await work(new SharedStores({ cluster, s3, description }))
      } finally {
        await servers.stop(s3)
      }
    } finally {
      await cluster.close()
    }
  }

  /** An empty database, and a place in the bucket where nothing lies. */
  async fresh(): Promise<SharedPlace> {
    const endpoint = encodeURIComponent(`http://127.0.0.1:${this.#s3.port}`)
    const blobs = `s3://${BUCKET}/${++this.#places}?endpoint=${endpoint}&region=us-east-1&forcePathStyle=true`
    return { database: await createDatabase(this.#cluster.url), blobs }
  }

  /** How long the processors worked for the stores since they began, in milliseconds. */
  async cpuMs(): Promise<{ readonly postgres: number; readonly s3: number }> {
    const sql = `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer AS pid`
    const [parent] = await query<{ pid: number }>(this.#cluster.url, sql)
    return { postgres: familyCpuMs(parent?.pid), s3: cpuMs(this.#s3.process.pid) }
  }
}
