import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

/** `pass`: as if it were not there. `unavailable`: S3's own 503. `hang`: no answer, ever. */
export type ProxyMode = 'pass' | 'unavailable' | 'hang'

interface Seen {
  readonly method: string
  /** Path and query, decoded. */
  readonly path: string
  /** The body of a deletion of many keys; of others none is kept. */
  body: string
}

const SLOW_DOWN =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>'

/** Stands before an S3 server, remembers what was asked of it, and fails as a test orders. */
export class S3Proxy {
  mode: ProxyMode = 'pass'
  readonly #target: number
  readonly #server: Server
  readonly #seen: Seen[] = []

  constructor(target: number) {
    this.#target = target
    this.#server = createServer((incoming, reply) => void this.#answer(incoming, reply))
  }

  /** Resolves with the port at which it listens. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('it listens on no port')
    return address.port
  }

  /** How many requests came by a method, or in all, whatever became of them. */
  count(method?: string): number {
    return this.#seen.filter(one => method === undefined || one.method === method).length
  }

  /** How often the deletion of a key was asked for, alone or among others. */
  deletionsOf(key: string): number {
    return this.#seen.filter(({ method, path, body }) =>
      method === 'DELETE' ? path.split('?')[0]?.endsWith(`/${key}`) : body.includes(`${key}</Key>`),
    ).length
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #answer(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { method = '', url = '' } = incoming
    const seen = { method, path: decodeURIComponent(url), body: '' }
    this.#seen.push(seen)
    if (this.mode === 'hang') return
    if (this.mode === 'unavailable') {
      incoming.resume()
      reply.writeHead(503, { 'content-type': 'application/xml' }).end(SLOW_DOWN)
      return
    }
    if (method === 'POST' && /[?&]delete\b/.test(url))
      incoming.on('data', chunk => {
        seen.body += chunk
      })
    await this.#forward(incoming, reply).catch(() => reply.destroy())
  }

  /** The Host header goes on as it came: the signature covers it. */
  async #forward(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { method, url, headers } = incoming
    const outgoing = request({ host: '127.0.0.1', port: this.#target, method, path: url, headers })
    const answered = once(outgoing, 'response')
    const [, [answer]] = await Promise.all([pipeline(incoming, outgoing), answered])
    reply.writeHead(answer.statusCode, answer.headers)
    await pipeline(answer, reply)
  }
}
