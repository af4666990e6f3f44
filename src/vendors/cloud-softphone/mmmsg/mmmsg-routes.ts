import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { acceptRawBodies } from '../../../http/body/raw.ts'
import { acceptOnly } from '../../../http/body/text.ts'
import { refuseAnnounced } from '../../../http/handler-kit/announced.ts'
import { Places } from '../../../http/handler-kit/places.ts'
import { serveAsset } from '../../../http/handler-kit/serve-asset.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import { pathTo } from '../../../http/vendor-kit/paths.ts'
import type { Softphone } from '../softphone.ts'
import { OWNER, PLACE } from './ciphertexts.ts'
import { MMMSG_PATH, PLACE_PATH } from './paths.ts'
import { mmmsgPolicy } from './policies.ts'
import * as schemas from './schemas.ts'

/**
 * How today's apps send attachments: they allocate a place, put the encrypted bytes there, and send its address in a
 * message. Nothing is decrypted here, and no credential is asked for. Source: https://doc.acrobits.net/mmmsg/overview.html
 */
export function mmmsgRoutes(softphone: Softphone): FastifyPluginAsyncZod {
  const places = new Places(PLACE, softphone.setup.policy(mmmsgPolicy.id))
  return app => addRoutes(app, allocationRoute(places, softphone), putRoute(places), contentRoute(places))
}

function allocationRoute(places: Places, { setup }: Softphone): FastifyPluginAsyncZod {
  return async app => {
    for (const url of [MMMSG_PATH, `${MMMSG_PATH}/`])
      app.post(
        url,
        {
          config: { operation: 'allocateMedia', isPublic: true },
          preValidation: acceptOnly('application/json'),
          schema: { body: schemas.allocateBody, response: { 201: schemas.allocateReply } },
        },
        async (request, reply) => {
          const { rows } = request
          const { contentType, contentSize } = request.body
          const announced = { size: contentSize, part: 'contentSize' }
          refuseAnnounced(announced, places.policy, setup.mediaTypes)
          const plan = { sequences: [rows.idSequence(PLACE)] }
          const token = await rows.change(rows.owner(OWNER), plan, read => {
            const token = (bytes: Buffer) => `m${bytes.toString('hex')}`
            const place = places.allocate(read, rows, { token, contentType, contentSize })
            return { put: [place], result: place.id }
          })
          return reply.code(201).send({ url: request.publicUrl + pathTo(PLACE_PATH, { token }) })
        },
      )
  }
}

function putRoute(places: Places): FastifyPluginAsyncZod {
  const route: FastifyPluginAsyncZod = async raw => {
    acceptRawBodies(raw)
    raw.put(
      PLACE_PATH,
      {
        config: { operation: 'putMedia', isPublic: true, policy: places.policy, isRaw: true },
        schema: { params: schemas.placeParams },
      },
      async (request, reply) => {
        await places.put(request, request.params.token)
        return reply.code(200).send()
      },
    )
  }
  return async app => {
    await app.register(route)
  }
}

function contentRoute(places: Places): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      PLACE_PATH,
      {
        config: { operation: 'getEncryptedMedia', isPublic: true },
        schema: { params: schemas.placeParams },
      },
      async (request, reply) =>
        serveAsset(request, reply, await places.served(request.rows, request.params.token)),
    )
  }
}
