import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Problem } from '../core/problem.ts'
import { bodyOf } from './send.ts'
import type { Rendered } from './vendor.ts'

/** A request that a connection carries, with the response that it waits for. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * Answers for connections whose request can't be read to its end: broken HTTP, a body shorter than it said, a client
 * that stopped sending. `render` says the problem for the request, as far as it is known. Returns what to call when
 * such an error is met.
 */
export class SocketErrors {
  readonly #exchanges = new WeakMap<Socket, Exchange>()
  readonly #render: (problem: Problem, request: IncomingMessage | undefined) => Rendered

  constructor(render: (problem: Problem, request: IncomingMessage | undefined) => Rendered) {
    this.#render = render
  }

  /** Follows the server's requests, and ends those of which no byte came or went for `idleMs`. */
  watch(server: FastifyInstance, idleMs: number): void {
    server.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#exchanges.set(request.socket, { request, response })
    })
    server.server.setTimeout(idleMs, (socket: Socket) => {
      const exchange = this.#exchanges.get(socket)
      // A request that came whole waits for us, not for its client.
      if (exchange === undefined || !exchange.request.complete) this.#answer(socket, { kind: 'timeout' })
    })
  }

  /** What Node could not read. */
  onClientError(error: Error & { code?: string }, socket: Socket): void {
    this.#answer(socket, problemOf(error))
  }

  #answer(socket: Socket, problem: Problem): void {
    const exchange = this.#exchanges.get(socket)
    const open = exchange !== undefined && !exchange.response.writableEnded ? exchange : undefined
    if (
      !socket.writable ||
      open?.response.headersSent === true ||
      (exchange !== undefined && open === undefined)
    ) {
      socket.destroy()
      return
    }
    socket.end(asHttp(this.#render(problem, open?.request)), () => socket.destroy())
  }
}

function problemOf(error: { readonly code?: string; readonly message: string }): Problem {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return { kind: 'timeout' }
  if (error.code === 'HPE_HEADER_OVERFLOW')
    return { kind: 'malformed', what: 'headers', message: 'the headers are too long' }
  const message =
    error.code === 'HPE_INVALID_EOF_STATE' ? 'the body ends before its length is reached' : error.message
  return { kind: 'malformed', what: 'http', message }
}

function asHttp(rendered: Rendered): string {
  const body = bodyOf(rendered)
  const headers = {
    ...rendered.headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${rendered.status} ${STATUS_CODES[rendered.status] ?? ''}\r\n${lines.join('')}\r\n${body}`
}
