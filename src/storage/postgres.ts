import { setTimeout as after } from 'node:timers/promises'
import pg from 'pg'
import { DatabaseUnusable, StoreUnavailable } from './unavailable.ts'

/** Where the database is, and how long it may take. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=…`, as libpq has it. */
  readonly url: string
  /** How long a connection or a statement may take, in milliseconds. */
  readonly timeoutMs: number
}

/** How many connections a replica has, beside the one that listens. */
const POOL_SIZE = 8
/** How long until the connection that listens is tried again. */
const RETRY_MS = 200

/** What hears notices. */
export interface Listener {
  onNotice(payload: string): void
  /** Notices may have been lost: the connection was gone. */
  onGap(): void
}

/** The one place that knows the driver: a pool of connections, and one that listens. All SQL has parameters. */
export class Postgres {
  readonly timeoutMs: number
  readonly #pool: pg.Pool
  readonly #config: pg.ClientConfig
  #listening: pg.Client | undefined
  #isClosed = false

  constructor({ url, timeoutMs }: PostgresOptions) {
    this.timeoutMs = timeoutMs
    this.#config = {
      connectionString: url,
      connectionTimeoutMillis: timeoutMs,
      // The first ends a statement where the server is well, the second where nothing comes back.
      statement_timeout: timeoutMs,
      query_timeout: timeoutMs,
      keepAlive: true,
      types: { getTypeParser: typeParser },
    }
    this.#pool = new pg.Pool({ ...this.#config, application_name: 'uploadmock', max: POOL_SIZE })
    // Of a connection that nobody uses: whoever wants one next gets another.
    this.#pool.on('error', () => {})
  }

  /** Runs one statement; a named one is prepared once for each connection. Rejects with `StoreUnavailable`. */
  async query<Found>(sql: string, values: readonly unknown[] = [], name?: string): Promise<readonly Found[]> {
    try {
      const { rows } = await this.#pool.query({
        text: sql,
        values: [...values],
        ...(name !== undefined && { name }),
      })
      return rows as Found[]
    } catch (error) {
      throw asUnavailable(error)
    }
  }

  /** Gives `work` a connection of its own, without a limit of time for its statements. */
  async alone<T>(
    work: (run: (sql: string, values?: readonly unknown[]) => Promise<unknown[]>) => Promise<T>,
  ) {
    const { query_timeout: _, statement_timeout: __, ...config } = this.#config
    const client = new pg.Client({ ...config, application_name: 'uploadmock' })
    client.on('error', () => {})
    try {
      await client.connect()
      return await work(async (sql, values = []) => (await client.query(sql, [...values])).rows)
    } catch (error) {
      throw asUnavailable(error)
    } finally {
      await client.end().catch(() => {})
    }
  }

  /** Listens on a channel until all is closed, and begins anew whenever its connection is lost. */
  async listen(channel: string, listener: Listener): Promise<void> {
    const lost = await this.#connect(channel, listener)
    void this.#keepListening(channel, listener, lost)
  }

  /** Runs a statement on the connection that listens: what that locks is held as long as it lives. */
  async whileListening<Found>(sql: string, values: readonly unknown[]): Promise<readonly Found[]> {
    if (this.#listening === undefined) throw new StoreUnavailable('the database is out of reach')
    try {
      return (await this.#listening.query(sql, [...values])).rows as Found[]
    } catch (error) {
      throw asUnavailable(error)
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await Promise.allSettled([this.#listening?.end(), this.#pool.end()])
  }

  /** Resolves, when it listens, to the promise of its loss. */
  async #connect(channel: string, { onNotice }: Listener): Promise<{ readonly lost: Promise<void> }> {
    const client = new pg.Client({ ...this.#config, application_name: 'uploadmock listener' })
    const lost = new Promise<void>(resolve => {
      client.on('error', () => resolve()).on('end', () => resolve())
    })
    client.on('notification', ({ payload = '' }) => onNotice(payload))
    try {
      await client.connect()
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
    } catch (error) {
      await client.end().catch(() => {})
      throw asUnavailable(error)
    }
    if (this.#isClosed) await client.end()
    else this.#listening = client
    return { lost }
  }

  async #keepListening(channel: string, listener: Listener, first: { readonly lost: Promise<void> }) {
    let connection: { readonly lost: Promise<void> } | undefined = first
    while (!this.#isClosed) {
      await connection?.lost
      this.#listening = undefined
      if (this.#isClosed) return
      if (connection === undefined) await after(RETRY_MS, undefined, { ref: false })
      connection = await this.#connect(channel, listener).catch(() => undefined)
      if (connection !== undefined) listener.onGap()
    }
  }
}

/** Whole numbers of eight bytes as numbers: positions and generations stay far below 2^53. */
const typeParser: typeof pg.types.getTypeParser = (type: number, format?: 'text' | 'binary') =>
  type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format as 'text')

/** Classes of SQLSTATE that say that the server is away, full, or was too slow. */
const AWAY = /^(?:08|53|57)/
/** And those that say that we have no business there: the password, the database's name, rights. */
const CLOSED = /^(?:28|3D|42501)/

/** What goes wrong on the way to the server, as one error without its address; what the statement is to blame for stays. */
function asUnavailable(error: unknown): unknown {
  const state = error instanceof pg.DatabaseError ? (error.code ?? '') : undefined
  if (state !== undefined && CLOSED.test(state))
    return new DatabaseUnusable(`the database refuses us: ${(error as Error).message}`, { cause: error })
  if (state !== undefined && !AWAY.test(state)) return error
  if (error instanceof StoreUnavailable || error instanceof DatabaseUnusable) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new StoreUnavailable(`the database is out of reach: ${reason}`, { cause: error })
}
