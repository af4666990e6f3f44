import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { pageOf } from '../paging.ts'
import { type ControlScope, wholeNumber } from '../scope.ts'
import { metricsText } from './metrics.ts'
import { policyReply, toPolicyReplies } from './policies.ts'

const namespaceReply = z.object({
  name: z.string(),
  assets: z.number().int(),
  requests: z.number().int(),
  faults: z.number().int(),
})

const namespacesQuery = z.strictObject({
  after: z.string().optional(),
  limit: wholeNumber.pipe(z.number().min(1).max(1_000)).default(100),
})

/** The server as a whole: which namespaces live, which limits hold, its numbers. */
export function overviewRoutes({ stores, mounts, policy, counts }: ControlScope): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/namespaces',
      {
        config: { operation: 'listNamespaces' },
        schema: { querystring: namespacesQuery, response: { 200: pageOf(namespaceReply) } },
      },
      async request => {
        const { after = '', limit } = request.query
        const names = [...(await stores.records.names())].filter(name => name > after).sort()
        const shown = names.slice(0, limit)
        const next = names.length > limit ? shown.at(-1) : undefined
        return { items: await Promise.all(shown.map(describe)), ...(next !== undefined && { next }) }
      },
    )

    app.get(
      '/policies',
      { config: { operation: 'listPolicies' }, schema: { response: { 200: pageOf(policyReply) } } },
      async () => ({
        items: [
          ...toPolicyReplies(
            mounts.map(mount => mount.vendor),
            policy,
          ),
        ],
      }),
    )

    app.get('/metrics', { config: { operation: 'getMetrics' } }, async (_request, reply) => {
      const storeBytes = await stores.blobs.usedBytes().catch(() => undefined)
      const { type, text } = await metricsText(counts, {
        storeBytes,
        namespaces: await stores.records.names().then(
          names => names.length,
          () => undefined,
        ),
      })
      return reply.type(type).send(text)
    })
  }

  async function describe(name: string): Promise<z.input<typeof namespaceReply>> {
    const namespace = await stores.records.open(name)
    const [assets, requests, faults] = await Promise.all([
      stores.records.list({ namespace, assets: true }),
      stores.journal.count(namespace),
      stores.faults.list(namespace),
    ])
    return { name, assets: assets.length, requests, faults: faults.length }
  }
}
