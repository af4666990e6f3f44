import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Stands before a PostgreSQL and counts what is asked of it: each statement is one round trip. No TLS. */
export class PostgresMeter {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #url: string
  /** How often each statement was asked, by its text. */
  #asked = new Map<string, number>()

  private constructor(url: string) {
    this.#url = url
    this.#server = createServer(socket => this.#relay(socket))
  }

  /** Resolves when it takes connections for the database of this address. */
  static async before(url: string): Promise<PostgresMeter> {
    const meter = new PostgresMeter(url)
    meter.#server.listen(0, '127.0.0.1')
    await once(meter.#server, 'listening')
    return meter
  }

  /** The database's address that leads through here. */
  get url(): string {
    const through = new URL(this.#url)
    through.port = String((this.#server.address() as { port: number }).port) // it listens on a port, not on a pipe
    return through.href
  }

  /** What was asked since the last time, most often first. */
  take(): readonly (readonly [statement: string, times: number])[] {
    const asked = [...this.#asked].sort(([, a], [, b]) => b - a)
    this.#asked = new Map()
    return asked
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #relay(client: Socket): void {
    const { hostname, port } = new URL(this.#url)
    const server = connect({ host: hostname, port: Number(port), noDelay: true })
    const session = new Session(statement =>
      this.#asked.set(statement, (this.#asked.get(statement) ?? 0) + 1),
    )
    client.setNoDelay(true)
    client.on('data', chunk => {
      session.read(chunk)
      server.write(chunk)
    })
    server.on('data', chunk => client.write(chunk))
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
  }
}

/** What one client says, by the protocol of version 3: https://www.postgresql.org/docs/current/protocol-message-formats.html */
class Session {
  readonly #onStatement: (statement: string) => void
  readonly #prepared = new Map<string, string>()
  #rest: Buffer = Buffer.alloc(0)
  #isStarted = false
  #bound = ''

  constructor(onStatement: (statement: string) => void) {
    this.#onStatement = onStatement
  }

  read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (;;) {
      // The first message has a length and no type.
      const typeBytes = this.#isStarted ? 1 : 0
      if (this.#rest.length < typeBytes + 4) return
      const end = typeBytes + this.#rest.readUInt32BE(typeBytes)
      if (this.#rest.length < end) return
      if (this.#isStarted) this.#hear(String.fromCharCode(this.#rest[0] ?? 0), this.#rest.subarray(5, end))
      this.#isStarted = true
      this.#rest = this.#rest.subarray(end)
    }
  }

  #hear(type: string, body: Buffer): void {
    const [first = '', second = ''] = body.toString('latin1').split('\0', 2)
    // Parse names a statement, Bind a portal and its statement; Execute runs what was bound; Query is both in one.
    if (type === 'P') this.#prepared.set(first, second)
    if (type === 'B') this.#bound = this.#prepared.get(second) ?? ''
    if (type === 'E') this.#onStatement(this.#bound)
    if (type === 'Q') this.#onStatement(first)
  }
}
