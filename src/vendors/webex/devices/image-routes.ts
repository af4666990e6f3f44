import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ApiError } from '../../../core/problem.ts'
import { isAsset } from '../../../http/handler-kit/rows.ts'
import { serveAsset } from '../../../http/handler-kit/serve-asset.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import { BASE_PATH } from '../paths.ts'
import { orgQuery } from '../schemas.ts'
import { orgOf, type Webex } from '../webex.ts'
import { deletionRoute } from './image-deletion-route.ts'
import { uploadRoute } from './image-upload-route.ts'
import { IMAGE, IMAGE_FOLDER, imageUrl, shownUrl } from './images.ts'
import { paths } from './paths.ts'
import * as schemas from './schemas.ts'

/** Webex's operations on background images. */
export function imageRoutes(webex: Webex): FastifyPluginAsyncZod {
  return app => addRoutes(app, uploadRoute(webex), listRoute(webex), deletionRoute(webex), contentRoute)
}

function listRoute(webex: Webex): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      BASE_PATH + paths.images,
      {
        config: { operation: 'listBackgroundImages' },
        schema: { querystring: orgQuery, response: { 200: schemas.listReply } },
      },
      async request => {
        const images = await request.rows.list(orgOf(request, webex), IMAGE)
        const shown = images.map(row => ({
          backgroundImageUrl: shownUrl(row, webex.setup.settings),
          fileName: row.key,
        }))
        return { backgroundImages: shown, count: shown.length }
      },
    )
  }
}

const contentRoute: FastifyPluginAsyncZod = async app => {
  app.get(`${IMAGE_FOLDER}/:name`, { config: { isPublic: true } }, async (request, reply) => {
    const { path } = request.head
    const image = (await request.rows.listAll(IMAGE)).find(row => imageUrl(row) === path)
    if (!isAsset(image)) throw new ApiError({ kind: 'not-found', resource: IMAGE, id: path })
    return serveAsset(request, reply, request.rows.served(image))
  })
}
