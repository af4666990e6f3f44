import type { FastifyReply } from 'fastify'

/** Answers 200 without a byte, yet with JSON's content type, as operations with nothing to say do. */
export function sendEmpty(reply: FastifyReply): FastifyReply {
  return reply.header('content-type', 'application/json').serializer(String).send('')
}
