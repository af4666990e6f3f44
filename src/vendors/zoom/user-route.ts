import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { BASE_PATH, USER_PATH } from './paths.ts'
import { ownerParams, userReply } from './schemas.ts'
import type { Zoom } from './zoom.ts'

/** Shows a user's profile. */
export function userRoute({ directory, gate }: Zoom): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      BASE_PATH + USER_PATH,
      { config: { operation: 'getUser' }, schema: { params: ownerParams, response: { 200: userReply } } },
      async request => directory.user(request.params.id, gate.caller(request)),
    )
  }
}
