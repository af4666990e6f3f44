import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { ApiError } from '../../core/problem.ts'
import type { OperationRoute } from '../../http/vendor-kit/operations.ts'
import { type ControlScope, originFor } from '../scope.ts'

/** The OpenAPI documents and the Postman collection of this server. */
export function documentRoutes(
  { mounts, version, urls }: ControlScope,
  controlOperations: readonly OperationRoute[],
): FastifyPluginAsyncZod {
  return async app => {
    // Built when they are asked for: a start does not pay for them.
    const described = (request: FastifyRequest) => ({
      mounts,
      controlOperations,
      version,
      origin: originFor(request, urls),
    })
    const documents = () => import('./documents.ts')
    app.get('/openapi.json', { config: { operation: 'getControlDocument' } }, async request =>
      (await documents()).controlDocument(described(request)),
    )
    app.get(
      '/openapi/:file',
      { config: { operation: 'getVendorDocument' }, schema: { params: z.object({ file: z.string() }) } },
      async request => {
        const name = request.params.file.replace(/\.json$/, '')
        const document = (await documents()).vendorDocument(name, described(request))
        if (document === undefined) throw new ApiError({ kind: 'not-found', resource: 'vendor', id: name })
        return document
      },
    )
    app.get('/postman.json', { config: { operation: 'getPostmanCollection' } }, async request =>
      (await documents()).postmanDocument(described(request)),
    )
  }
}
