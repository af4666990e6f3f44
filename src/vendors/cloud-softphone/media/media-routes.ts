import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ApiError } from '../../../core/problem.ts'
import { isAsset } from '../../../http/handler-kit/rows.ts'
import { serveAsset } from '../../../http/handler-kit/serve-asset.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import type { Softphone } from '../softphone.ts'
import { MEDIA, mediaId } from './media.ts'
import { MEDIA_FOLDER } from './paths.ts'
import { precheckRoute } from './precheck-route.ts'
import { referenceRoute } from './reference-route.ts'
import * as schemas from './schemas.ts'
import { uploadRoute } from './upload-route.ts'

/** The media services of a provider's server. */
export function mediaRoutes(softphone: Softphone): FastifyPluginAsyncZod {
  return app =>
    addRoutes(app, uploadRoute(softphone), precheckRoute(softphone), referenceRoute(softphone), contentRoute)
}

const contentRoute: FastifyPluginAsyncZod = async app => {
  app.get(
    `${MEDIA_FOLDER}/:file`,
    { config: { operation: 'getMedia', isPublic: true }, schema: { params: schemas.mediaParams } },
    async (request, reply) => {
      const { file } = request.params
      const media = await request.rows.find(MEDIA, mediaId(file))
      if (!isAsset(media)) throw new ApiError({ kind: 'not-found', resource: MEDIA, id: file })
      return serveAsset(request, reply, request.rows.served(media, media.asset.declaredType))
    },
  )
}
