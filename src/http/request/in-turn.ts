import type { FastifyInstance } from 'fastify'

declare module 'node:http' {
  interface ServerResponse {
    /** The answer before this one on its connection, where that has not gone out. */
    goesAfter?: ServerResponse | undefined
  }
}

/**
 * Has the requests of a connection served one after the other, as their answers go out: a client that sends many and
 * reads none would have them all made, and kept for it. Of a connection that ends those behind the first are not served.
 */
export function serveInTurn(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, reply, done) => {
    const { goesAfter } = reply.raw
    if (goesAfter === undefined) return done()
    goesAfter.once('close', () => {
      reply.raw.goesAfter = undefined
      if (!raw.socket.destroyed) done()
    })
  })
}
