import type { FastifyReply } from 'fastify'

/** A success without a body: an operation with nothing to say answers 200 and no bytes, as JSON all the same. */
export function sendEmpty(reply: FastifyReply): FastifyReply {
  return reply.header('content-type', 'application/json').serializer(String).send('')
}
