import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection on which a test writes HTTP byte by byte. */
export class RawConnection {
  readonly socket: Socket
  #received = ''

  constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.#received += text
    })
    // A connection that the server cuts is what some tests wait for.
    socket.on('error', () => {})
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    return new RawConnection(socket)
  }

  /** What has arrived so far. */
  get received(): string {
    return this.#received
  }

  write(bytes: string | Uint8Array): boolean {
    return this.socket.write(bytes)
  }

  /** Writes all of `body` in pieces, no faster than the server takes it; ends early when the connection is cut. */
  async writeAll(body: Uint8Array): Promise<void> {
    for (let at = 0; at < body.length && !this.socket.destroyed; at += 65_536)
      if (!this.write(body.subarray(at, at + 65_536))) await this.#next('drain')
  }

  /** Resolves when `text` has arrived. */
  async receives(text: string): Promise<void> {
    while (!this.#received.includes(text)) {
      if (this.socket.destroyed) throw new Error(`the connection closed before ${text}: ${this.#received}`)
      await this.#next('data')
    }
  }

  /** Resolves with the whole reply as soon as one is there, as its Content-Length says. */
  async reply(): Promise<RawReply> {
    for (;;) {
      const reply = parseReply(this.#received)
      if (reply !== undefined) return reply
      if (this.socket.destroyed) throw new Error(`the connection closed without a reply: ${this.#received}`)
      await this.#next('data')
    }
  }

  /** Resolves when the server has closed the connection. */
  async closed(): Promise<void> {
    if (!this.socket.destroyed) await this.#next('close')
  }

  /** The next event of a kind, or the connection's end. */
  #next(event: string): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        this.socket.off(event, done).off('close', done)
        resolve()
      }
      this.socket.on(event, done).on('close', done)
    })
  }
}

/** A reply as it came over the wire. */
export interface RawReply {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** Sends bytes on a connection of their own and waits for the reply. */
export async function sendRaw(port: number, bytes: string | Uint8Array): Promise<RawReply> {
  const connection = await RawConnection.open(port)
  connection.write(bytes)
  const reply = await connection.reply()
  connection.socket.destroy()
  return reply
}

function parseReply(text: string): RawReply | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map(line => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  const body = text.slice(end + 4)
  const length = Number(headers['content-length'] ?? 0)
  if (body.length < length) return undefined
  return { status: Number(statusLine.split(' ')[1]), headers, body: body.slice(0, length) }
}
