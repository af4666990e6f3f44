import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ApiError } from '../../../core/problem.ts'
import { acceptRawBodies, readRawBody } from '../../../http/body/raw.ts'
import { acceptOnly } from '../../../http/body/text.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import { pathTo } from '../../../http/vendor-kit/paths.ts'
import { isAsset } from '../../../http/vendor-kit/rows.ts'
import { serveAsset } from '../../../http/vendor-kit/serve-asset.ts'
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
  return app => addRoutes(app, allocationRoute(softphone), putRoute(softphone), contentRoute)
}

function allocationRoute({ setup }: Softphone): FastifyPluginAsyncZod {
  const policy = setup.policy(mmmsgPolicy.id)

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
          const { contentType, contentSize } = request.body
          if (contentSize > policy.maxBytes.value)
            throw new ApiError({ kind: 'too-large', part: 'contentSize', limit: policy.maxBytes.value })
          const { rows } = request
          const plan = { sequences: [rows.idSequence(PLACE)] }
          const token = await rows.change(rows.owner(OWNER), plan, read => {
            const token = `m${rows.drawId(read, PLACE).toString('hex')}`
            const data = { contentType, contentSize }
            const place = { kind: PLACE, key: token, id: token, createdAt: request.clock.now(), data }
            return { put: [place], result: token }
          })
          return reply.code(201).send({ url: request.publicUrl + pathTo(PLACE_PATH, { token }) })
        },
      )
  }
}

function putRoute({ setup }: Softphone): FastifyPluginAsyncZod {
  const policy = setup.policy(mmmsgPolicy.id)
  const route: FastifyPluginAsyncZod = async raw => {
    acceptRawBodies(raw)
    raw.put(
      PLACE_PATH,
      {
        config: { operation: 'putMedia', isPublic: true, policy, isRaw: true },
        schema: { params: schemas.placeParams },
      },
      async (request, reply) => {
        const { token } = request.params
        const place = await request.rows.find(PLACE, token)
        if (place === undefined) throw new ApiError({ kind: 'not-found', resource: PLACE, id: token })
        const staged = await readRawBody(request, policy)
        if (staged.bytes !== place.data.contentSize)
          throw new ApiError({
            kind: 'invalid',
            issues: [{ path: 'body', message: 'is not as long as was allocated', missing: false }],
          })
        await request.intake.keep(staged, request.rows.owner(OWNER), {
          kind: PLACE,
          key: token,
          name: token,
          id: () => token,
          whenTaken: 'replace',
          also: (_, present) => {
            if (present === undefined) throw new ApiError({ kind: 'not-found', resource: PLACE, id: token })
            if (isAsset(present)) throw new ApiError({ kind: 'conflict', resource: PLACE, id: token })
            return { data: present.data }
          },
        })
        return reply.code(200).send()
      },
    )
  }
  return async app => {
    await app.register(route)
  }
}

const contentRoute: FastifyPluginAsyncZod = async app => {
  app.get(
    PLACE_PATH,
    { config: { operation: 'getEncryptedMedia', isPublic: true }, schema: { params: schemas.placeParams } },
    async (request, reply) => {
      const { token } = request.params
      const place = await request.rows.find(PLACE, token)
      if (!isAsset(place)) throw new ApiError({ kind: 'not-found', resource: PLACE, id: token })
      return serveAsset(request, reply, {
        facts: { ...place.asset, type: String(place.data.contentType) },
        etag: place.id,
        open: range => request.rows.read(place, range),
      })
    },
  )
}
