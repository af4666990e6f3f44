import type { Server } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether a client that asked first was told to send its body; undefined for one that was not. */
    isContinued: true | undefined
  }
}

/** What this file adds to a request. */
export const EXPECTATION_DECORATIONS = ['isContinued'] as const satisfies readonly (keyof FastifyRequest)[]

/**
 * Lets routes decide whether a client that sends `Expect: 100-continue` shall send its body: Node would tell it to
 * before anybody has looked at the head.
 */
export function leaveExpectations(server: Server): void {
  server.on('checkContinue', (request, response) => server.emit('request', request, response))
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}

/** Tells a client that asked first to send its body: the head alone gives no reason to refuse it. */
export function letBodyCome(request: FastifyRequest, reply: FastifyReply): void {
  if (!asksFirst(request)) return
  request.isContinued = true
  reply.raw.writeContinue()
}

/** Whether a client still waits to be told; it keeps its body for itself when it is refused. */
export function withholdsBody(request: FastifyRequest): boolean {
  return asksFirst(request) && !request.isContinued
}

/** Any other expectation is passed over. */
function asksFirst(request: FastifyRequest): boolean {
  return request.headers.expect?.toLowerCase() === '100-continue'
}
