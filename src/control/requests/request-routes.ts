import { setMaxListeners } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { type JournalEntry, OUTCOMES } from '../../core/journal.ts'
import { ApiError } from '../../core/problem.ts'
import { acceptOnly } from '../../http/body/text.ts'
import type { JournalFilter } from '../../storage/journal.ts'
import { pageOf } from '../paging.ts'
import { type ControlScope, idParams, originFor, wholeNumber } from '../scope.ts'
import { sentAsCurl } from './curl.ts'
import { explain } from './explain.ts'
import { toHar } from './har.ts'
import { requestReply, toRequestReply } from './request-reply.ts'
import { totalOf, verify, verifyBody, verifyRefusal, verifyReply } from './verify.ts'

const DEFAULT_WAIT_MS = 5_000
const MAX_WAIT_MS = 600_000

const time = z.union([z.iso.datetime({ offset: true }).transform(text => Date.parse(text)), wholeNumber])

const listQuery = z.strictObject({
  vendor: z.string().optional(),
  operation: z.string().optional(),
  outcome: z.enum(OUTCOMES).optional(),
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

/** The journal of a namespace, and what can be asked of it. */
export function requestRoutes({
  stores,
  assets,
  mounts,
  urls,
  version,
  namespaceOf,
}: ControlScope): FastifyPluginAsyncZod {
  const { journal, events } = stores
  const closing = new AbortController()
  // A wait each, and there may be many.
  setMaxListeners(0, closing.signal)

  return async app => {
    app.addHook('preClose', async () => closing.abort())
    app.get(
      '/_mock/requests',
      {
        config: { operation: 'listRequests' },
        schema: {
          querystring: listQuery,
          response: { 200: pageOf(requestReply).extend({ evicted: z.number().int() }) },
        },
      },
      async (request, reply) => {
        const { atLeast, timeoutMs, sha256, ...filter } = request.query
        if (atLeast !== undefined)
          await entriesCame({ ...filter, limit: atLeast }, atLeast, timeoutMs, { request, reply })
        const namespace = await namespaceOf(request)
        const rows = await journal.list(namespace, { ...filter, limit: filter.limit + 1 })
        const shown = rows.slice(0, filter.limit)
        const next = rows.length > filter.limit ? shown.at(-1)?.position : undefined
        const entries = await Promise.all(
          shown.map(({ entry }) => (sha256 === 'true' ? withHashes(entry) : entry)),
        )
        return {
          items: entries.map(toRequestReply),
          ...(next !== undefined && { next: String(next) }),
          evicted: totalOf(await journal.evicted(namespace)),
        }
      },
    )

    app.delete('/_mock/requests', { config: { operation: 'clearRequests' } }, async (request, reply) => {
      await journal.clear(await namespaceOf(request))
      return reply.code(204).send()
    })

    app.get(
      '/_mock/requests/:id',
      { config: { operation: 'getRequest' }, schema: { params: idParams, response: { 200: requestReply } } },
      async request => toRequestReply(await withHashes(await find(request, request.params.id))),
    )

    const asText = (
      suffix: string,
      operation: string,
      write: (entry: JournalEntry, origin: string) => string,
    ) =>
      app.get(
        `/_mock/requests/:id/${suffix}`,
        { config: { operation }, schema: { params: idParams } },
        async (request, reply) => {
          const text = write(await find(request, request.params.id), originFor(request, urls))
          return reply.type('text/plain; charset=utf-8').send(text)
        },
      )
    asText('explain', 'explainRequest', (entry, origin) =>
      explain(entry, mounts.find(({ vendor }) => vendor.name === entry.vendor)?.vendor, origin),
    )
    asText('curl', 'getRequestAsCurl', (entry, origin) => `${sentAsCurl(entry, origin)}\n`)

    app.get(
      '/_mock/requests/:id/har',
      { config: { operation: 'getRequestAsHar' }, schema: { params: idParams } },
      async request => toHar(await find(request, request.params.id), originFor(request, urls), version),
    )

    app.post(
      '/_mock/verify',
      {
        config: { operation: 'verify' },
        preValidation: acceptOnly('application/json'),
        schema: { body: verifyBody, response: { 200: verifyReply, 422: verifyRefusal } },
      },
      async (request, reply) => {
        const namespace = await namespaceOf(request)
        const rows = await journal.list(namespace, {})
        const asksHash = request.body.match.parts?.some(part => 'sha256' in part) ?? false
        const entries = rows.map(({ entry }) => entry)
        const shown = asksHash ? await Promise.all(entries.map(withHashes)) : entries
        const { isMet, reply: said } = verify(
          request.body,
          shown.map(toRequestReply),
          await journal.evicted(namespace),
        )
        if (!isMet) return reply.code(422).send(said)
        return { matched: said.matched, expected: said.expected }
      },
    )
  }

  async function find(request: FastifyRequest, id: string): Promise<JournalEntry> {
    const entry = await journal.find(await namespaceOf(request), id)
    if (entry === undefined) throw new ApiError({ kind: 'not-found', resource: 'request', id })
    return entry
  }

  /** The entry with the hashes of files that are still there. */
  async function withHashes(entry: JournalEntry): Promise<JournalEntry> {
    const parts = entry.parts.map(async part =>
      part.sha256 !== null || part.blob === null
        ? part
        : { ...part, sha256: (await assets.sha256(part.blob)) ?? null },
    )
    return { ...entry, parts: await Promise.all(parts) }
  }

  /** Resolves when so many entries are there, when the time is over, or when nobody waits any more. */
  async function entriesCame(
    filter: JournalFilter,
    atLeast: number,
    timeoutMs: number,
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  ): Promise<void> {
    const deadline = performance.now() + timeoutMs
    for (;;) {
      // A reset while it waits begins a new generation.
      const namespace = await namespaceOf(request)
      const news = nextEvent(namespace.name, deadline - performance.now(), { request, reply })
      const isOver = performance.now() >= deadline || isLeft(request, reply)
      if (isOver || (await journal.list(namespace, filter)).length >= atLeast) {
        news.stop()
        return
      }
      await news.came
    }
  }

  /** Whether nobody waits any more: the client ended its side, or the server closes. */
  function isLeft({ raw }: FastifyRequest, reply: FastifyReply): boolean {
    return reply.raw.destroyed || raw.socket.readableEnded || closing.signal.aborted
  }

  function nextEvent(
    namespace: string,
    withinMs: number,
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  ) {
    const { socket } = request.raw
    let stop = () => {}
    const came = new Promise<void>(resolve => {
      const done = () => resolve()
      const timer = setTimeout(done, Math.max(0, Math.min(withinMs, events.recheckMs ?? withinMs)))
      const off = events.on(namespace, done)
      reply.raw.once('close', done)
      socket.once('end', done)
      closing.signal.addEventListener('abort', done)
      stop = () => {
        clearTimeout(timer)
        off()
        reply.raw.off('close', done)
        socket.off('end', done)
        closing.signal.removeEventListener('abort', done)
        resolve()
      }
    })
    return { stop: () => stop(), came: came.finally(() => stop()) }
  }
}
