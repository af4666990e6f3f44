import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { MediaPolicy } from '../../core/policy.ts'
import type { Staged } from '../../media/receive.ts'
import { leaveOtherBodies } from './text.ts'

/** Has a scope read no body by itself, whatever its type: its handlers take the bytes as they come. */
export function acceptRawBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  leaveOtherBodies(scope)
}

/** Receives a request's whole body as one file, of this name where one is known. Rejects as the intake does. */
export async function readRawBody(
  request: FastifyRequest,
  policy: MediaPolicy,
  filename?: string,
): Promise<Staged> {
  // Destroying the request would cut the connection before a refusal is sent.
  const bytes = request.raw.iterator({ destroyOnReturn: false })
  const type = request.headers['content-type']
  return request.intake.receive(bytes, policy, { part: 'body', filename, type })
}
