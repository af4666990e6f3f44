import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { withholdsBody } from '../request/expect-continue.ts'

/** How much is still read of a body that nobody wants. */
export interface DrainLimits {
  readonly bytes: number
  readonly ms: number
}

/** After how long without a byte an answered client is taken to have stopped, in milliseconds. */
const STOPPED_MS = 250

/**
 * Answers at once, but ends the response only when the rest of the request's body was read and thrown away: a client
 * that writes all before it reads would hang on an answer that closes its connection, or never see it. Beyond the
 * limits the connection is cut. The hook to run before a payload is sent.
 */
export function drainBeforeEnd(limits: DrainLimits) {
  return (request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown => {
    const { raw } = request
    if (!hasBody(raw)) return payload
    if (withholdsBody(request)) {
      // Nobody can tell whether the body comes all the same: the connection can't carry another request.
      reply.header('connection', 'close')
      return payload
    }
    raw.unpipe()
    if (raw.complete || raw.destroyed || !isText(payload)) {
      void drainOrCut(raw, limits)
      return payload
    }
    const body = Buffer.from(payload ?? '')
    if (reply.statusCode !== 204) reply.header('content-length', body.length)
    return Readable.from(answerThenDrain(raw, body, limits), { objectMode: false })
  }
}

/** Resolves when the rest of a body was read and thrown away; false when a limit was reached first. */
function drain(raw: IncomingMessage, limits: DrainLimits): Promise<boolean> {
  if (raw.complete || raw.destroyed) {
    raw.resume()
    return Promise.resolve(true)
  }
  return new Promise(resolve => {
    let bytes = 0
    const stopped = setTimeout(() => raw.socket.end(), STOPPED_MS)
    const settle = (isWhole: boolean) => {
      clearTimeout(timer)
      clearTimeout(stopped)
      raw.off('data', count).off('end', end).off('close', end).off('error', end)
      resolve(isWhole)
    }
    const timer = setTimeout(() => settle(false), limits.ms)
    const end = () => settle(true)
    const count = (chunk: Buffer) => {
      bytes += chunk.length
      stopped.refresh()
      if (bytes > limits.bytes) settle(false)
    }
    raw.on('data', count).on('end', end).on('close', end).on('error', end).resume()
  })
}

/** Reads the rest of a body and throws it away, and cuts the connection beyond the limits. */
export async function drainOrCut(raw: IncomingMessage, limits: DrainLimits): Promise<void> {
  if (!(await drain(raw, limits))) raw.socket.destroy()
}

async function* answerThenDrain(raw: IncomingMessage, body: Buffer, limits: DrainLimits) {
  if (body.length > 0) yield body
  await drainOrCut(raw, limits)
}

/** Whether a request brings a body, by its head. */
export function hasBody(raw: IncomingMessage): boolean {
  return raw.headers['transfer-encoding'] !== undefined || Number(raw.headers['content-length'] ?? 0) > 0
}

/** What Content-Length announces, in bytes; undefined where it is absent. */
export function announcedLength(raw: IncomingMessage): number | undefined {
  const length = raw.headers['content-length']
  return length === undefined ? undefined : Number(length)
}

function isText(payload: unknown): payload is string | Buffer | null | undefined {
  return payload === null || payload === undefined || typeof payload === 'string' || Buffer.isBuffer(payload)
}
