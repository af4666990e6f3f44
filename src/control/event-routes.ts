import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { NamespaceEvent } from '../core/events.ts'
import type { Namespace } from '../core/namespace.ts'
import { isAsset } from '../http/handler-kit/rows.ts'
import { toAssetReply } from './assets/assets.ts'
import { toFaultReply } from './faults/fault-rule.ts'
import { toRequestReply } from './requests/request-reply.ts'
import type { ControlScope } from './scope.ts'

/** How often an idle stream says that it lives, so that proxies keep it. */
const HEARTBEAT_MS = 15_000

/** What happens in a namespace, as server-sent events: `request`, `asset`, `fault`, `reset`. */
export function eventRoutes(scope: ControlScope): FastifyPluginAsyncZod {
  const { stores, nameOf, namespaceOf, letBeSlow, unreadBytes } = scope
  const open = new Set<FastifyReply>()

  return async app => {
    app.addHook('preClose', async () => {
      for (const reply of open) reply.raw.end()
    })
    app.get('/events', { config: { operation: 'streamEvents' } }, async (request, reply) => {
      const name = nameOf(request)
      await namespaceOf(request)
      if (request.method === 'HEAD') return reply.type('text/event-stream').send()
      letBeSlow(request.raw)
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      raw.write(': listening\n\n')
      open.add(reply)
      const send = async (event: NamespaceEvent) => {
        const data = await detail(await stores.records.open(name), event)
        raw.write(`event: ${event.type}\ndata: ${JSON.stringify(data)}\n\n`)
        // Whoever does not read has missed something soon anyway, and what waits for it fills memory.
        if (raw.writableLength > unreadBytes) raw.destroy()
      }
      const off = stores.events.on(name, event => {
        // Nobody knows what was missed: a client that connects again reads the state first.
        if (event.type === 'gap') raw.end()
        else send(event).catch(() => raw.end())
      })
      const beat = setInterval(() => raw.write(': alive\n\n'), HEARTBEAT_MS).unref()
      // A client that ends its side reads no more of a stream.
      request.raw.socket.once('end', () => raw.end())
      raw.once('close', () => {
        clearInterval(beat)
        off()
        open.delete(reply)
      })
    })
  }

  /** The thing itself where it is still there, else no more than its id. */
  async function detail(namespace: Namespace, { type, id }: NamespaceEvent): Promise<object> {
    if (type === 'request') {
      const entry = await stores.journal.find(namespace, id)
      return entry === undefined ? { id } : toRequestReply(entry)
    }
    if (type === 'asset') {
      const row = await stores.records.find(namespace, id)
      return isAsset(row) ? toAssetReply(row) : { id, deleted: true }
    }
    if (type === 'fault') {
      const state = (await stores.faults.list(namespace)).find(({ rule }) => rule.id === id)
      return state === undefined ? { id, deleted: true } : toFaultReply(state)
    }
    return { namespace: namespace.name }
  }
}
