import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { ControlOptions } from '../scope.ts'

const about = { version: z.string(), uptimeMs: z.number().int() }
const well = z.object({ status: z.literal('ok'), ...about })
const unready = z.object({
  status: z.literal('unready'),
  /** Which stores are out of reach: `database`, `blobs`. */
  unready: z.array(z.string()),
  ...about,
})
/** `?ready` asks, whatever its value. */
const query = z.strictObject({ ready: z.string().optional() })

/** Whether the process lives, and with `?ready` whether it can serve: its stores answer. */
export function healthRoutes({ stores, version }: ControlOptions): FastifyPluginAsyncZod {
  const startedAt = performance.now()

  return async app => {
    app.get(
      '/health',
      {
        config: { operation: 'getHealth', isPublic: true },
        schema: { querystring: query, response: { 200: well, 503: unready } },
      },
      async (request, reply) => {
        const self = { version, uptimeMs: Math.round(performance.now() - startedAt) }
        const away = request.query.ready === undefined ? [] : await stores.unready()
        return away.length === 0
          ? { status: 'ok' as const, ...self }
          : reply.code(503).send({ status: 'unready' as const, unready: [...away], ...self })
      },
    )
  }
}
