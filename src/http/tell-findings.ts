import type { FastifyReply, FastifyRequest } from 'fastify'

/** Clients refuse headers that are much longer. */
const MAX_FINDINGS_CHARS = 4_096

/** Names the request's entry in the journal, and what the rules say of it. */
export function tellFindings(request: FastifyRequest, reply: FastifyReply): void {
  const told = request.recording?.findings().map(({ rule, message }) => `${rule}: ${message}`) ?? []
  const text = told.length === 0 ? 'none' : told.join('; ').replace(/[^\x20-\x7e]+/g, ' ')
  reply.headers({ 'x-mock-request-id': request.id, 'x-mock-findings': text.slice(0, MAX_FINDINGS_CHARS) })
}
