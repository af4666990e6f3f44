import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { JournalEntry } from '../../core/journal.ts'
import { addRoutes } from '../../http/vendor-kit/operations.ts'
import { type ControlScope, idParams, originFor } from '../scope.ts'
import { sentAsCurl } from './curl.ts'
import { Entries } from './entries.ts'
import { explain } from './explain.ts'
import { toHar } from './har.ts'
import { listRoute } from './list-route.ts'
import { requestReply, toRequestReply } from './request-reply.ts'
import { verifyRoute } from './verify-route.ts'

/** The journal of a namespace, and what can be asked of it. */
export function requestRoutes(scope: ControlScope): FastifyPluginAsyncZod {
  const entries = new Entries(scope)
  const vendorOf = (entry: JournalEntry) =>
    scope.mounts.find(({ vendor }) => vendor.name === entry.vendor)?.vendor

  return app =>
    addRoutes(
      app,
      listRoute(scope, entries),
      clearRoute(scope),
      entryRoute(scope, entries),
      textRoute(scope, entries, {
        suffix: 'explain',
        operation: 'explainRequest',
        write: (entry, origin) => explain(entry, vendorOf(entry), origin),
      }),
      textRoute(scope, entries, {
        suffix: 'curl',
        operation: 'getRequestAsCurl',
        write: (entry, origin) => `${sentAsCurl(entry, origin)}\n`,
      }),
      harRoute(scope, entries),
      verifyRoute(scope, entries),
    )
}

function clearRoute({ stores, namespaceOf }: ControlScope): FastifyPluginAsyncZod {
  return async app => {
    app.delete('/requests', { config: { operation: 'clearRequests' } }, async (request, reply) => {
      await stores.journal.clear(await namespaceOf(request))
      return reply.code(204).send()
    })
  }
}

function entryRoute({ namespaceOf }: ControlScope, entries: Entries): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/requests/:id',
      { config: { operation: 'getRequest' }, schema: { params: idParams, response: { 200: requestReply } } },
      async request => {
        const entry = await entries.find(await namespaceOf(request), request.params.id)
        return toRequestReply(await entries.withHash(entry))
      },
    )
  }
}

/** One request as a text of its own. */
function textRoute(
  { namespaceOf, urls }: ControlScope,
  entries: Entries,
  as: {
    readonly suffix: string
    readonly operation: string
    write(entry: JournalEntry, origin: string): string
  },
): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      `/requests/:id/${as.suffix}`,
      { config: { operation: as.operation }, schema: { params: idParams } },
      async (request, reply) => {
        const entry = await entries.find(await namespaceOf(request), request.params.id)
        return reply.type('text/plain; charset=utf-8').send(as.write(entry, originFor(request, urls)))
      },
    )
  }
}

function harRoute({ namespaceOf, urls, version }: ControlScope, entries: Entries): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/requests/:id/har',
      { config: { operation: 'getRequestAsHar' }, schema: { params: idParams } },
      async request => {
        const entry = await entries.find(await namespaceOf(request), request.params.id)
        return toHar(entry, originFor(request, urls), version)
      },
    )
  }
}
