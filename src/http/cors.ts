import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Head } from './request/head.ts'
import type { Rendered } from './vendor-kit/dialect.ts'

/** Lets pages of any origin read a vendor's reply. Nothing is added for a request that no page made. */
export function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.origin === undefined) return
  reply.headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' })
}

/** Whether a browser asks if it may send a request. */
export function isPreflight(head: Head): boolean {
  return (
    head.method === 'OPTIONS' &&
    head.headers.origin !== undefined &&
    head.headers['access-control-request-method'] !== undefined
  )
}

/** Tells a browser that it may. */
export function preflightReply(head: Head): Rendered {
  return {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': String(head.headers['access-control-request-headers'] ?? '*'),
      'access-control-max-age': '600',
    },
  }
}
