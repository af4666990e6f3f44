import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'

/**
 * Has the scope's GET routes take HEAD too, as one route with two methods: Fastify itself would add routes of their
 * own, for a tenth of a start.
 */
export function takeHead(scope: FastifyInstance): void {
  scope.addHook('onRoute', route => {
    const methods = [route.method].flat()
    if (methods.includes('GET') && !methods.includes('HEAD')) route.method = [...methods, 'HEAD']
  })
  scope.addHook('onSend', (request, reply, payload, done) => {
    if (request.method !== 'HEAD') return done(null, payload)
    if (payload === undefined && ![204, 304].includes(reply.statusCode)) reply.header('content-length', '0')
    if (!(payload instanceof Readable)) return done(null, payload)
    // Read all the same: what happens at its end is part of the answer. Nobody else hears of its errors.
    payload
      .on('error', error => request.log.debug({ err: error }, 'the answer to a HEAD request failed'))
      .resume()
    done(null, null)
  })
}
