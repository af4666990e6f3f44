import type { FastifyRequest, HTTPMethods } from 'fastify'
import { type FastifyPluginAsyncZod, serializerCompiler } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { ApiError } from '../core/problem.ts'
import { acceptTextBodies } from '../http/body/text.ts'
import { validatorCompiler } from '../http/body/validate.ts'
import { chooseNamespace } from '../http/request/choose-namespace.ts'
import { letBodyCome } from '../http/request/expect-continue.ts'
import { headOf } from '../http/request/head.ts'
import { takeHead } from '../http/take-head.ts'
import { addRoutes, type OperationRoute, onOperation } from '../http/vendor-kit/operations.ts'
import { sendRendered } from '../http/vendor-kit/reply.ts'
import { StoreUnavailable } from '../storage/errors.ts'
import { assetRoutes } from './assets/asset-routes.ts'
import { Assets } from './assets/assets.ts'
import { MAX_BODY_BYTES } from './bounded-body.ts'
import { documentRoutes } from './documents/document-routes.ts'
import { renderControlError } from './errors.ts'
import { eventRoutes } from './event-routes.ts'
import { faultRoutes } from './faults/fault-routes.ts'
import { guard } from './guard.ts'
import { clockRoutes } from './namespaces/clock-routes.ts'
import { stateRoutes } from './namespaces/state-routes.ts'
import { requestRoutes } from './requests/request-routes.ts'
import { type ControlOptions, type ControlScope, flag } from './scope.ts'
import { checkRoutes } from './server/check-routes.ts'
import { healthRoutes } from './server/health-routes.ts'
import { overviewRoutes } from './server/overview-routes.ts'
import { vendorRoutes } from './server/vendor-routes.ts'

/** The tester's side door: state, limits and stored bytes. Mounted under `CONTROL_PREFIX`. */
export function controlRoutes(options: ControlOptions): FastifyPluginAsyncZod {
  const { namespaces } = options

  return async app => {
    const controlOperations: OperationRoute[] = []
    const { paths } = options
    onOperation(app, route => {
      controlOperations.push(route)
      paths.add([route.method], route.url)
    })
    takeHead(app)
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    app.setErrorHandler((error, request, reply) => {
      const rendered = renderControlError(error, request)
      if (error instanceof StoreUnavailable) request.log.warn({ why: error.message }, 'refused')
      else if (rendered.status >= 500) request.log.error({ err: error }, 'internal error')
      return sendRendered(reply, rendered)
    })
    acceptTextBodies(app, { json: MAX_BODY_BYTES, urlencoded: MAX_BODY_BYTES })
    app.addHook('onRequest', async (request, reply) => {
      request.head = headOf(request.raw, request.originalUrl)
      reply.header('cache-control', 'no-store')
      guard(request, request.head, options.guard)
      letBodyCome(request, reply)
    })
    const nameOf = (request: FastifyRequest) => chooseNamespace(request.head, undefined)
    const namespaceOf = (request: FastifyRequest) => namespaces.open(nameOf(request))

    await addRoutes(app, healthRoutes(options))

    app.post(
      '/reset',
      { config: { operation: 'reset' }, schema: { querystring: z.strictObject({ all: flag }) } },
      async (request, reply) => {
        const names = request.query.all === 'true' ? await options.stores.records.names() : [nameOf(request)]
        if (request.query.all === 'true') await namespaces.resetAll()
        else await namespaces.reset(nameOf(request))
        for (const name of names) options.stores.events.emit(name, { type: 'reset', id: '' })
        return reply.code(204).send()
      },
    )

    const here: ControlScope = { ...options, assets: new Assets(options.stores), namespaceOf, nameOf }
    await addRoutes(
      app,
      overviewRoutes(here),
      vendorRoutes(here),
      assetRoutes(here),
      requestRoutes(here),
      faultRoutes(here),
      clockRoutes(here),
      eventRoutes(here),
      stateRoutes(here),
      checkRoutes(here),
      documentRoutes(here, controlOperations),
    )

    const refuse = async (request: FastifyRequest): Promise<never> => {
      throw new ApiError(paths.refusalOf(request.head))
    }
    // GET of the bare prefix leads to the page.
    const others = app.supportedMethods.filter(
      method => method !== 'GET' && method !== 'HEAD',
    ) as HTTPMethods[]
    app.route({ method: others, url: '', handler: refuse })
    app.all('/*', refuse)
  }
}
