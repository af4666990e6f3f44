import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Problem } from '../../core/problem.ts'
import type { RequestStart } from '../request/head.ts'
import type { Rendered } from '../vendor-kit/dialect.ts'
import { bodyOf } from '../vendor-kit/reply.ts'
import type { Said } from './outside-scopes.ts'

/** A request that a connection carries, with the response that it waits for. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * Answers for connections whose request can't be read to its end: broken HTTP, a body shorter than it said, a client
 * that stopped sending.
 */
export class SocketErrors {
  readonly #exchanges = new WeakMap<Socket, Set<Exchange>>()
  readonly #slow = new WeakSet<IncomingMessage>()
  readonly #say: (problem: Problem, request: RequestStart | undefined) => Said

  /** `say` says a problem for the request that has it; for none where not even its first line is known. */
  constructor(say: (problem: Problem, request: RequestStart | undefined) => Said) {
    this.#say = say
  }

  /** Follows the server's requests, and ends those of which no byte came or went for `idleMs`. */
  watch(server: FastifyInstance, idleMs: number): void {
    server.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      const exchange = { request, response }
      const open = this.#openOn(request.socket)
      open.add(exchange)
      response.once('close', () => open.delete(exchange))
    })
    server.server.setTimeout(idleMs, (socket: Socket) => {
      const open = [...this.#openOn(socket)]
      // A request that came whole waits for us, not for its client.
      const waited = open.filter(({ request }) => !this.#slow.has(request))
      if (waited.some(({ request }) => !request.complete)) this.#answer(socket, { kind: 'timeout' })
      else if (open.length === 0) socket.destroy()
    })
  }

  /** Lets a request be as slow as it is: a fault makes it so. */
  letBeSlow(request: IncomingMessage): void {
    this.#slow.add(request)
  }

  /** What Node could not read. */
  onClientError(error: Error & { code?: string; rawPacket?: unknown }, socket: Socket): void {
    // Nothing can be said where TLS was never agreed on.
    if (/^ERR_(?:SSL|TLS)_/.test(error.code ?? '')) socket.destroy()
    else this.#answer(socket, problemOf(error), startOf(error.rawPacket, socket))
  }

  /** Says the problem if it is the next thing that the client expects to read; otherwise cuts the connection. */
  #answer(socket: Socket, problem: Problem, start?: RequestStart): void {
    const [exchange, ...others] = this.#openOn(socket)
    if (!socket.writable || others.length > 0 || exchange?.response.headersSent === true) socket.destroy()
    else void deliver(socket, this.#say(problem, exchange?.request ?? start))
  }

  #openOn(socket: Socket): Set<Exchange> {
    const present = this.#exchanges.get(socket) ?? new Set<Exchange>()
    this.#exchanges.set(socket, present)
    return present
  }
}

/**
 * Writes an answer in two pieces and tells whether somebody was there to read it. A client that went away closes its
 * side as one does that has said all and listens: only the second write shows the difference.
 */
async function deliver(socket: Socket, { rendered, record }: Said): Promise<void> {
  let isGone = false
  socket.once('error', () => {
    isGone = true
  })
  const [head, body] = asHttp(rendered)
  socket.write(head)
  await nextTurn()
  await nextTurn()
  if (socket.destroyed || !socket.writable) isGone = true
  if (isGone) {
    record(true)
    socket.destroy()
    return
  }
  socket.end(body, (error?: Error | null) => {
    record(isGone || (error !== undefined && error !== null))
    socket.destroy()
  })
}

function problemOf(error: { readonly code?: string; readonly message: string }): Problem {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return { kind: 'timeout' }
  if (error.code === 'HPE_HEADER_OVERFLOW')
    return { kind: 'malformed', what: 'headers', message: 'the headers are too long' }
  const message =
    error.code === 'HPE_INVALID_EOF_STATE' ? 'the body ends before its length is reached' : error.message
  return { kind: 'malformed', what: 'http', message }
}

const REQUEST_LINE = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r?\n/

/** What the first line tells of a request that was refused before its headers ended, where the packet has that line. */
function startOf(packet: unknown, socket: Socket): RequestStart | undefined {
  const text = Buffer.isBuffer(packet) ? packet.toString('latin1') : ''
  const [, method, url] = REQUEST_LINE.exec(text) ?? []
  return url === undefined ? undefined : { method, url, headers: {}, socket }
}

function asHttp(rendered: Rendered): readonly [string, string] {
  const body = bodyOf(rendered)
  const headers = {
    ...rendered.headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const first = `HTTP/1.1 ${rendered.status} ${STATUS_CODES[rendered.status] ?? ''}\r\n`
  return [first, `${lines.join('')}\r\n${body}`]
}
