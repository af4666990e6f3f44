import { setTimeout as after } from 'node:timers/promises'
import pg from 'pg'
import { StoreUnavailable } from '../errors.ts'

/** What hears notices. Must not throw. */
export interface Listener {
  onNotice(payload: string): void
  /** Notices may have been lost: the connection was gone. */
  onGap(): void
}

/** How long until the connection is tried again, in milliseconds. */
const RETRY_MS = 200

interface Connection {
  readonly client: pg.Client
  /** Resolves when the connection is gone. */
  readonly lost: Promise<void>
}

/** One connection that listens, made anew whenever it is lost, and looked after: a dead one tells nobody. */
export class PostgresListener {
  readonly #config: pg.ClientConfig
  readonly #beatMs: number
  #present: Connection | undefined
  #isClosed = false

  /** The connection is asked for a sign of life every `beatMs` milliseconds. */
  constructor(config: pg.ClientConfig, beatMs: number) {
    this.#config = { ...config, application_name: 'uploadmock listener' }
    this.#beatMs = beatMs
  }

  /** Resolves when it listens. */
  async listen(channel: string, listener: Listener): Promise<void> {
    this.#present = await this.#connect(channel, listener)
    void this.#keep(channel, listener)
  }

  /** Runs a statement on the connection; where nothing comes back the connection is given up. */
  async query(sql: string, values: readonly unknown[]): Promise<unknown[]> {
    const { client } = this.#present ?? {}
    if (client === undefined) throw new StoreUnavailable('the database is out of reach')
    try {
      return (await client.query(sql, [...values])).rows
    } catch (error) {
      client.connection.stream.destroy()
      throw error
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#present?.client.connection.stream.destroy()
    await this.#present?.lost
  }

  async #connect(channel: string, { onNotice }: Listener): Promise<Connection> {
    const client = new pg.Client(this.#config)
    const lost = new Promise<void>(resolve => {
      client.on('error', () => resolve()).on('end', () => resolve())
    })
    client.on('notification', ({ payload = '' }) => onNotice(payload))
    try {
      await client.connect()
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
      return { client, lost }
    } catch (error) {
      client.connection.stream.destroy()
      throw error
    }
  }

  async #keep(channel: string, listener: Listener): Promise<void> {
    while (!this.#isClosed) {
      if (this.#present === undefined) await after(RETRY_MS, undefined, { ref: false })
      else await this.#untilLost(this.#present)
      if (this.#isClosed) return
      this.#present = await this.#connect(channel, listener).catch(() => undefined)
      if (this.#isClosed) this.#present?.client.connection.stream.destroy()
      else if (this.#present !== undefined) listener.onGap()
    }
  }

  async #untilLost({ lost }: Connection): Promise<void> {
    // A failure gives the connection up, which is what is waited for.
    const beat = setInterval(() => void this.query('SELECT 1', []).catch(() => {}), this.#beatMs).unref()
    await lost
    clearInterval(beat)
  }
}
