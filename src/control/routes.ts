import type { FastifyRequest } from 'fastify'
import { type FastifyPluginAsyncZod, serializerCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { NamespaceClocks } from '../core/clock.ts'
import type { Events } from '../core/events.ts'
import type { MediaPolicy } from '../core/policy.ts'
import { ApiError } from '../core/problem.ts'
import { acceptOnly, acceptTextBodies } from '../http/body.ts'
import { chooseNamespace } from '../http/choose-namespace.ts'
import { letBodyCome } from '../http/expect.ts'
import { headOf } from '../http/head.ts'
import type { KnownPaths } from '../http/known-paths.ts'
import type { Mount } from '../http/mount.ts'
import { type OperationRoute, onOperation } from '../http/operations.ts'
import { originOf, type PublicUrlOptions } from '../http/public-url.ts'
import { sendRendered } from '../http/send.ts'
import { serveAsset } from '../http/serve-asset.ts'
import { validatorCompiler } from '../http/validate.ts'
import type { Namespaces } from '../storage/namespaces.ts'
import type { Stores } from '../storage/open.ts'
import { Assets, assetReply, toAssetReply } from './assets.ts'
import { clockBody, clockReply, setClock, toClockReply } from './clock.ts'
import { renderControlError } from './errors.ts'
import { type GuardOptions, guard } from './guard.ts'
import { pageOf } from './page.ts'
import { policyReply, toPolicyReplies } from './policies.ts'
import { requestRoutes } from './request-routes.ts'

/** The paths that are the control API's begin so. */
export const CONTROL_PREFIX = '/_mock'

/** What the control API steers and shows. */
export interface ControlOptions {
  readonly stores: Stores
  readonly namespaces: Namespaces
  readonly clocks: NamespaceClocks
  readonly events: Events
  /** The vendors at their places. */
  readonly mounts: readonly Mount[]
  /** Filled with the control API's own paths. */
  readonly paths: KnownPaths
  policy(id: string): MediaPolicy
  readonly guard: GuardOptions
  readonly urls: PublicUrlOptions
  readonly version: string
}

const idParams = z.object({ id: z.string().min(1) })

const flag = z.enum(['true', 'false']).default('false')

const pageQuery = z.strictObject({
  vendor: z.string().optional(),
  owner: z.string().optional(),
  after: z.coerce.number().int().nonnegative().optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  /** Whether hashes that nobody asked for yet are computed. */
  sha256: flag,
})

/** The tester's side door: state, limits and stored bytes, under `/_mock`. */
export function controlRoutes(options: ControlOptions): FastifyPluginAsyncZod {
  const { namespaces } = options
  const assets = new Assets(options.stores)
  const startedAt = performance.now()

  return async app => {
    const controlOperations: OperationRoute[] = []
    const { paths } = options
    onOperation(app, route => {
      controlOperations.push(route)
      paths.add([route.method], route.url)
    })
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    app.setErrorHandler((error, request, reply) => {
      const rendered = renderControlError(error)
      if (rendered.status >= 500) request.log.error({ err: error }, 'internal error')
      return sendRendered(reply, rendered)
    })
    acceptTextBodies(app)
    app.addHook('onRequest', async (request, reply) => {
      request.head = headOf(request.raw, request.originalUrl)
      reply.header('cache-control', 'no-store')
      guard(request, request.head, options.guard)
      letBodyCome(request, reply)
    })
    const world = (request: FastifyRequest) => namespaces.open(chooseNamespace(request.head, undefined))

    const health = z.object({ status: z.literal('ok'), version: z.string(), uptimeMs: z.number().int() })
    app.get(
      '/_mock/health',
      { config: { operation: 'getHealth', isPublic: true }, schema: { response: { 200: health } } },
      async () => ({
        status: 'ok' as const,
        version: options.version,
        uptimeMs: Math.round(performance.now() - startedAt),
      }),
    )

    app.post(
      '/_mock/reset',
      { config: { operation: 'reset' }, schema: { querystring: z.strictObject({ all: flag }) } },
      async (request, reply) => {
        if (request.query.all === 'true') await namespaces.resetAll()
        else await namespaces.reset(chooseNamespace(request.head, undefined))
        return reply.code(204).send()
      },
    )

    app.get(
      '/_mock/assets',
      {
        config: { operation: 'listAssets' },
        schema: { querystring: pageQuery, response: { 200: pageOf(assetReply) } },
      },
      async request => {
        const { sha256, ...filter } = request.query
        const namespace = await world(request)
        const { items, next } = await assets.page({ namespace, ...filter })
        const shown =
          sha256 === 'true' ? await Promise.all(items.map(one => assets.withHash(namespace, one))) : items
        return { items: shown.map(toAssetReply), ...(next !== undefined && { next: String(next) }) }
      },
    )

    app.get(
      '/_mock/assets/:id',
      { config: { operation: 'getAsset' }, schema: { params: idParams, response: { 200: assetReply } } },
      async request => {
        const namespace = await world(request)
        const asset = await assets.find(namespace, request.params.id)
        return toAssetReply(await assets.withHash(namespace, asset))
      },
    )

    app.get(
      '/_mock/assets/:id/content',
      { config: { operation: 'getAssetContent' }, schema: { params: idParams } },
      async (request, reply) => {
        const asset = await assets.find(await world(request), request.params.id)
        return serveAsset(request, reply, {
          facts: asset.asset,
          etag: asset.id,
          open: range => assets.open(asset, range),
        })
      },
    )

    app.get(
      '/_mock/policies',
      { config: { operation: 'listPolicies' }, schema: { response: { 200: pageOf(policyReply) } } },
      async () => ({
        items: [
          ...toPolicyReplies(
            options.mounts.map(mount => mount.vendor),
            options.policy,
          ),
        ],
      }),
    )

    const { stores, events, mounts, urls, version } = options
    await app.register(
      requestRoutes({ journal: stores.journal, events, assets, mounts, urls, version, world }),
    )

    app.get(
      '/_mock/clock',
      { config: { operation: 'getClock' }, schema: { response: { 200: clockReply } } },
      async request => toClockReply(options.clocks, await world(request)),
    )

    app.put(
      '/_mock/clock',
      {
        config: { operation: 'setClock' },
        preValidation: acceptOnly('application/json'),
        schema: { body: clockBody, response: { 200: clockReply } },
      },
      async request => {
        const namespace = await world(request)
        setClock(options.clocks, namespace, request.body)
        return toClockReply(options.clocks, namespace)
      },
    )

    // Built when they are asked for: a start does not pay for them.
    const described = (request: FastifyRequest) => ({
      mounts: options.mounts,
      controlOperations,
      version: options.version,
      origin: options.urls.publicUrl ?? originOf(request.head, options.urls.trustProxy),
    })
    const documents = () => import('./documents.ts')
    app.get('/_mock/openapi.json', { config: { operation: 'getControlDocument' } }, async request =>
      (await documents()).controlDocument(described(request)),
    )
    app.get(
      '/_mock/openapi/:file',
      { config: { operation: 'getVendorDocument' }, schema: { params: z.object({ file: z.string() }) } },
      async request => {
        const name = request.params.file.replace(/\.json$/, '')
        const document = (await documents()).vendorDocument(name, described(request))
        if (document === undefined) throw new ApiError({ kind: 'not-found', resource: 'vendor', id: name })
        return document
      },
    )
    app.get('/_mock/postman.json', { config: { operation: 'getPostmanCollection' } }, async request =>
      (await documents()).postmanDocument(described(request)),
    )

    const refuse = async (request: FastifyRequest): Promise<never> => {
      throw new ApiError(paths.refusalOf(request.head))
    }
    app.all('/_mock', refuse)
    app.all('/_mock/*', refuse)
  }
}
