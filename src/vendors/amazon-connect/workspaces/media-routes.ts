import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ApiError } from '../../../core/problem.ts'
import { isAsset } from '../../../http/handler-kit/rows.ts'
import { serveAsset } from '../../../http/handler-kit/serve-asset.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import { type Connect, instanceOf } from '../connect.ts'
import { mediaTypes } from '../constraints.ts'
import { sendEmpty } from '../reply.ts'
import { importRoute } from './import-route.ts'
import { MEDIA, mediaKeys, mediumKey, shownSource } from './media.ts'
import { MEDIA_FOLDER, paths } from './paths.ts'
import * as schemas from './schemas.ts'
import { workspacePlan } from './workspace.ts'

/** Amazon Connect's operations on the media of a workspace: one of each type. */
export function mediaRoutes(connect: Connect): FastifyPluginAsyncZod {
  return app => addRoutes(app, importRoute(connect), listRoute(connect), deletionRoute(connect), contentRoute)
}

function listRoute(connect: Connect): FastifyPluginAsyncZod {
  const { setup, workspaces } = connect
  return async app => {
    app.get(
      paths.media,
      {
        config: { operation: 'ListWorkspaceMedia' },
        schema: { params: schemas.workspaceParams, response: { 200: schemas.mediaReply } },
      },
      async request => {
        const { workspaceId } = request.params
        const keys = mediaKeys(workspaceId)
        const plan = { keys: [...workspacePlan(workspaceId).keys, ...keys] }
        const media = await request.rows.look(instanceOf(request, connect), plan, read => {
          workspaces.require(read, request.params)
          return keys.map(({ key }) => read.find(MEDIA, key))
        })
        const items = mediaTypes.value.map(async (Type, index) => {
          const row = media[index]
          return row === undefined ? [] : [{ Type, Source: await shownSource(row, request, setup.settings) }]
        })
        return { Media: (await Promise.all(items)).flat() }
      },
    )
  }
}

function deletionRoute(connect: Connect): FastifyPluginAsyncZod {
  return async app => {
    app.delete(
      paths.media,
      {
        config: { operation: 'DeleteWorkspaceMedia' },
        schema: { params: schemas.workspaceParams, querystring: schemas.mediaTypeQuery },
      },
      async (request, reply) => {
        const { workspaceId } = request.params
        const medium = mediumKey(workspaceId, request.query.mediaType)
        const plan = { keys: [...workspacePlan(workspaceId).keys, medium] }
        await request.rows.change(instanceOf(request, connect), plan, read => {
          connect.workspaces.require(read, request.params)
          const row = read.find(MEDIA, medium.key)
          if (row === undefined) throw new ApiError({ kind: 'not-found', resource: MEDIA, id: medium.key })
          return { delete: [medium], free: [row] }
        })
        return sendEmpty(reply)
      },
    )
  }
}

const contentRoute: FastifyPluginAsyncZod = async app => {
  app.get(
    `${MEDIA_FOLDER}/:id`,
    { config: { isPublic: true }, schema: { params: schemas.servedParams } },
    async (request, reply) => {
      const { id } = request.params
      const medium = await request.rows.find(MEDIA, id)
      if (!isAsset(medium)) throw new ApiError({ kind: 'not-found', resource: MEDIA, id })
      return serveAsset(request, reply, request.rows.served(medium))
    },
  )
}
