import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Problem } from '../../core/problem.ts'
import type { RequestStart } from '../request/head.ts'
import type { Said } from './outside-scopes.ts'
import { deliver } from './raw-answer.ts'

/** A request that a connection carries, with the response that it waits for. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** When its head came, by the process's own clock, in milliseconds. */
  readonly startedAt: number
}

/** How long requests may take, in milliseconds. */
export interface RequestLimits {
  /** For how long no byte may come or go while one is under way, or its answer is not read. */
  readonly bodyIdleMs: number
  /** How long one may take until its answer begins. */
  readonly requestMs: number
}

/** How many requests of one connection may wait for their answers: clients that pipeline send some dozens at once. */
const MAX_OPEN = 1_000

/** How often requests are looked at that may have taken too long, in milliseconds; as often as the limit where that is shorter. */
const LOOK_EVERY_MS = 1_000

/**
 * Answers for connections whose request comes to no end: broken HTTP, a body shorter than it said, a client that
 * stopped sending, and what keeps a request of ours waiting for too long.
 */
export class SocketErrors {
  readonly #exchanges = new WeakMap<Socket, Set<Exchange>>()
  readonly #underWay = new Set<Exchange>()
  readonly #slow = new WeakSet<IncomingMessage>()
  readonly #broken = new WeakSet<Socket>()
  readonly #say: (problem: Problem, request: RequestStart | undefined) => Said

  /** `say` says a problem for the request that has it; for none where not even its first line is known. */
  constructor(say: (problem: Problem, request: RequestStart | undefined) => Said) {
    this.#say = say
  }

  /** Follows the server's requests, and ends those that take longer than the limits. */
  watch({ server }: FastifyInstance, { bodyIdleMs, requestMs }: RequestLimits): void {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      const exchange = { request, response, startedAt: performance.now() }
      const open = this.#openOn(request.socket)
      if (response.socket === null) response.goesAfter = [...open].at(-1)?.response
      open.add(exchange)
      if (open.size > MAX_OPEN) request.socket.destroy()
      this.#underWay.add(exchange)
      response.once('close', () => {
        open.delete(exchange)
        this.#underWay.delete(exchange)
      })
    })
    server.setTimeout(bodyIdleMs, (socket: Socket) => {
      const open = [...this.#openOn(socket)]
      // A client that does not read is not waited for, whatever it asked.
      if (socket.writableLength > 0) socket.destroy()
      else if (open.some(exchange => !this.#isSlow(exchange))) this.#answer(socket, { kind: 'timeout' })
      else if (open.length === 0) socket.destroy()
    })
    const look = setInterval(() => this.#endLate(requestMs), Math.min(LOOK_EVERY_MS, requestMs))
    server.once('close', () => clearInterval(look))
  }

  /** Lets a request be as slow as it is: a fault makes it so, or it waits for what may happen. */
  letBeSlow(request: IncomingMessage): void {
    this.#slow.add(request)
  }

  /**
   * What Node could not read. It says so again for each piece that follows: the connection is told once, when all that
   * it asked before is answered.
   */
  onClientError(error: Error & { code?: string; rawPacket?: unknown }, socket: Socket): void {
    if (this.#broken.has(socket)) return
    this.#broken.add(socket)
    // Nothing can be said where TLS was never agreed on.
    if (/^ERR_(?:SSL|TLS)_/.test(error.code ?? '')) socket.destroy()
    else void this.#answerBroken(socket, problemOf(error), startOf(error.rawPacket, socket))
  }

  async #answerBroken(socket: Socket, problem: Problem, start: RequestStart | undefined): Promise<void> {
    const before = [...this.#openOn(socket)].filter(({ request }) => request.complete)
    if (before.length === 0 || !socket.writable) return this.#answer(socket, problem, start)
    // A client that is reading an answer is not told in its midst, nor for sure of what else it asked.
    const isReading = before.some(({ response }) => response.headersSent)
    await Promise.all(before.map(({ response }) => new Promise(closed => response.once('close', closed))))
    // The packet may begin with what was answered: nobody knows the first line of the rest.
    if (isReading) socket.destroy()
    else this.#answer(socket, problem)
  }

  /** A request that came whole waits for us; its client must not, beyond what it was told. */
  #endLate(requestMs: number): void {
    const now = performance.now()
    for (const exchange of this.#underWay) {
      const { request, response, startedAt } = exchange
      const isLate = now - startedAt > requestMs && !response.headersSent
      if (isLate && !this.#isSlow(exchange)) this.#answer(request.socket, { kind: 'timeout' })
    }
  }

  #isSlow({ request }: Exchange): boolean {
    return this.#slow.has(request)
  }

  /** Says the problem if it is the next thing that the client expects to read; otherwise cuts the connection. */
  #answer(socket: Socket, problem: Problem, start?: RequestStart): void {
    const [exchange, ...others] = this.#openOn(socket)
    if (!socket.writable || others.length > 0 || exchange?.response.headersSent === true) {
      socket.destroy()
      return
    }
    if (exchange !== undefined) takeFrom(exchange.response, socket)
    void deliver(socket, this.#say(problem, exchange?.request ?? start))
  }

  #openOn(socket: Socket): Set<Exchange> {
    const present = this.#exchanges.get(socket)
    if (present !== undefined) return present
    const open = new Set<Exchange>()
    this.#exchanges.set(socket, open)
    // Node tells only the response whose turn it is that the connection has closed.
    socket.once('close', () => {
      for (const { response } of [...open]) if (response.socket === null) response.emit('close')
    })
    return open
  }
}

/** Keeps a response that is answered for from the connection: what its handler still says, nobody hears. */
function takeFrom(response: ServerResponse, socket: Socket): void {
  response.detachSocket(socket)
  socket.once('close', () => response.emit('close'))
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
