import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { Namespace } from '../../core/namespace.ts'
import { meantOperations } from '../meant-operations.ts'
import { pageOf } from '../paging.ts'
import { type ControlScope, wholeNumber } from '../scope.ts'
import type { Entries } from './entries.ts'
import { requestReply, toRequestReply } from './request-reply.ts'
import { outcome, totalOf } from './verify.ts'
import { Waits } from './wait.ts'

const DEFAULT_WAIT_MS = 5_000
const MAX_WAIT_MS = 600_000

const time = z.union([z.iso.datetime({ offset: true }).transform(text => Date.parse(text)), wholeNumber])

const listQuery = z.strictObject({
  vendor: z.string().optional(),
  operation: z.string().optional(),
  outcome: outcome.optional(),
  /** ISO 8601, or milliseconds since 1970. */
  since: time.optional(),
  after: wholeNumber.optional(),
  limit: wholeNumber.pipe(z.number().min(1).max(1_000)).default(100),
  /** `false` leaves out the hashes that nobody asked for yet. */
  sha256: z.enum(['true', 'false']).default('true'),
  /** Waits until so many requests are there. */
  atLeast: wholeNumber.pipe(z.number().max(1_000)).optional(),
  timeoutMs: wholeNumber.pipe(z.number().max(MAX_WAIT_MS)).default(DEFAULT_WAIT_MS),
})

/** The requests of a namespace, at once or when enough of them are there. */
export function listRoute(
  { stores: { journal, events }, mounts, namespaceOf, letBeSlow }: ControlScope,
  entries: Entries,
): FastifyPluginAsyncZod {
  const waits = new Waits(events)

  return async app => {
    app.addHook('preClose', async () => waits.close())
    app.get(
      '/requests',
      {
        config: { operation: 'listRequests' },
        schema: {
          querystring: listQuery,
          response: { 200: pageOf(requestReply).extend({ evicted: z.number().int() }) },
        },
      },
      async (request, reply) => {
        const { atLeast, timeoutMs, sha256, ...filter } = request.query
        meantOperations(filter, mounts)
        const open = () => namespaceOf(request)
        if (atLeast !== undefined) {
          letBeSlow(request.raw)
          const isThere = async (namespace: Namespace) =>
            (await journal.list(namespace, { ...filter, limit: atLeast })).length >= atLeast
          await waits.until({ open, isThere, timeoutMs }, { request, reply })
        }
        const namespace = await open()
        const { items, next } = await entries.page(namespace, filter)
        const shown = sha256 === 'true' ? await entries.withHashes(items) : items
        return {
          items: shown.map(toRequestReply),
          ...(next !== undefined && { next: String(next) }),
          evicted: totalOf(await journal.evicted(namespace)),
        }
      },
    )
  }
}
