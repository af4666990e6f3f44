import pg from 'pg'
import { DatabaseUnusable, StoreUnavailable } from '../errors.ts'
import { type Listener, PostgresListener } from './listener.ts'

/** Where the database is, and how long it may take. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=…`, as libpq has it. */
  readonly url: string
  /** How long a connection or a statement may take, in milliseconds. */
  readonly timeoutMs: number
}

/** Runs one statement of a conversation. */
export type Run = (sql: string, values?: readonly unknown[]) => Promise<unknown[]>

/** How many connections a server has, beside the one that listens. */
const POOL_SIZE = 8
/** How often a statement is tried that meets another's locks. */
const ATTEMPTS = 3

/** A pool of connections, and one that listens. All SQL has parameters. */
export class Postgres {
  readonly timeoutMs: number
  readonly #pool: pg.Pool
  readonly #config: pg.ClientConfig
  readonly #listener: PostgresListener
  readonly #connected = new Set<pg.Client>()
  #closing: Promise<unknown> | undefined

  constructor({ url, timeoutMs }: PostgresOptions) {
    this.timeoutMs = timeoutMs
    this.#config = {
      connectionString: url,
      connectionTimeoutMillis: timeoutMs,
      // The first ends a statement where the server is well, the second where nothing comes back.
      statement_timeout: timeoutMs,
      query_timeout: timeoutMs,
      keepAlive: true,
      // A plan made while the tables were small would walk all of them for ever: each statement here has an index.
      options: '-c plan_cache_mode=force_custom_plan -c enable_seqscan=off',
      types: { getTypeParser: typeParser },
    }
    this.#pool = new pg.Pool({ ...this.#config, application_name: 'uploadmock', max: POOL_SIZE })
    // An error of a connection that nobody uses: whoever wants one next gets another.
    this.#pool.on('error', () => {})
    this.#pool.on('connect', client => void this.#connected.add(client as pg.Client))
    this.#pool.on('remove', client => void this.#connected.delete(client as pg.Client))
    this.#listener = new PostgresListener(this.#config, timeoutMs)
  }

  /** Runs one statement; a named one is prepared once for each connection. Rejects with `StoreUnavailable`. */
  async query<Found>(sql: string, values: readonly unknown[] = [], name?: string): Promise<readonly Found[]> {
    for (let attempt = 1; ; attempt++)
      try {
        const { rows } = await this.#pool.query({
          text: sql,
          values: [...values],
          ...(name !== undefined && { name }),
        })
        return rows as Found[]
      } catch (error) {
        if (!MET_LOCKS.test(stateOf(error)) || attempt === ATTEMPTS) throw asUnavailable(error)
      }
  }

  /**
   * Gives `work` a connection of its own, without a limit of time for its statements. Rejects with `DatabaseUnusable`
   * where the database refuses us, and with `StoreUnavailable`.
   */
  async alone<T>(work: (run: Run) => Promise<T>): Promise<T> {
    const { query_timeout: _, statement_timeout: __, ...config } = this.#config
    const client = new pg.Client({ ...config, application_name: 'uploadmock' })
    client.on('error', () => {})
    this.#connected.add(client)
    try {
      await client.connect()
      return await work(async (sql, values = []) => (await client.query(sql, [...values])).rows)
    } catch (error) {
      if (CLOSED.test(stateOf(error)))
        throw new DatabaseUnusable(`the database refuses us: ${messageOf(error)}`, { cause: error })
      throw asUnavailable(error)
    } finally {
      await client.end().catch(() => {})
      this.#connected.delete(client)
    }
  }

  /** Listens on a channel until all is closed, and begins anew whenever its connection is lost. */
  async listen(channel: string, listener: Listener): Promise<void> {
    try {
      await this.#listener.listen(channel, listener)
    } catch (error) {
      throw asUnavailable(error)
    }
  }

  /** Runs a statement on the connection that listens: what it locks is held as long as the connection lives. */
  async whileListening<Found>(sql: string, values: readonly unknown[]): Promise<readonly Found[]> {
    try {
      return (await this.#listener.query(sql, values)) as Found[]
    } catch (error) {
      throw asUnavailable(error)
    }
  }

  /** Lets statements that run end, and cuts those connections on which nothing comes back. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing ??= this.#end()
    await this.#closing
  }

  async #end(): Promise<void> {
    const cut = setTimeout(() => {
      for (const client of this.#connected) client.connection.stream.destroy()
    }, this.timeoutMs)
    await Promise.allSettled([this.#listener.close(), this.#pool.end()])
    clearTimeout(cut)
    // Those that nobody uses any more may wait for a goodbye.
    for (const client of this.#connected) client.connection.stream.destroy()
  }
}

/** Whole numbers of eight bytes as numbers: positions and generations stay far below 2^53. */
const typeParser: typeof pg.types.getTypeParser = (type: number, format?: 'text' | 'binary') =>
  type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format as 'text')

/** SQLSTATEs of a statement that was undone because others held what it wanted. */
const MET_LOCKS = /^40(?:001|P01)/
/** SQLSTATEs of a server that is away, full, too slow or takes nothing new: it may serve us soon. */
const AWAY = /^(?:08|40|53|57|25006)/
/** SQLSTATEs of a server where we have no business: the password, the database's name, rights. */
const CLOSED = /^(?:28|3D|42501)/

function stateOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * What goes wrong on the way to the server, as one error without its address; what the statement itself is to blame for
 * stays as it is.
 */
function asUnavailable(error: unknown): unknown {
  if (error instanceof StoreUnavailable || error instanceof DatabaseUnusable) return error
  const state = stateOf(error)
  if (error instanceof pg.DatabaseError && !AWAY.test(state) && !CLOSED.test(state)) return error
  return new StoreUnavailable(`the database is out of reach: ${messageOf(error)}`, { cause: error })
}
