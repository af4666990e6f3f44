import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ruled } from '../../../src/core/evidence.ts'
import type { MediaPolicy } from '../../../src/core/policy.ts'
import { ApiError } from '../../../src/core/problem.ts'
import { acceptRawBodies } from '../../../src/http/body/raw.ts'
import { Places } from '../../../src/http/handler-kit/places.ts'
import { isAsset } from '../../../src/http/handler-kit/rows.ts'
import { serveAsset } from '../../../src/http/handler-kit/serve-asset.ts'
import { bareVendor } from './bare-vendor.ts'
import { plainDialect } from './plain-dialect.ts'

const PARCEL = 'parcel'
const OWNER = 'all'
/** How long a parcel's address is good. */
export const WAIT_MS = 300_000

const policy: MediaPolicy = {
  id: 'parcels.parcel',
  maxBytes: ruled(100_000, 'assumed', 'this test'),
  types: ruled(['image/png'], 'assumed', 'this test'),
  judgedBy: 'content',
  wholeImages: ruled(false, 'assumed', 'this test'),
  quota: undefined,
  quotaBytes: undefined,
}

const startBody = z.object({ id: z.string(), name: z.string(), size: z.number(), type: z.string() })
const idParams = z.object({ id: z.string() })
const tokenParams = z.object({ token: z.string() })

/** A vendor to which a file is sent in three steps: start, put it where the answer says and in time, complete. */
export const parcelVendor = bareVendor({
  name: 'parcels',
  title: 'Parcels',
  dialect: plainDialect,
  auth: 'off',
  endpoints: [{ policy, operation: 'putParcel', path: '/places/{token}' }],
  routes: configured => async app => {
    const places = new Places(PARCEL, configured(policy.id))
    await startRoutes(places)(app, {})
    await app.register(putRoute(places))
    await completionRoute(app, {})
    await contentRoute(places)(app, {})
  },
})

/** Starts a parcel on all terms there are, or, as a stray one, on none. */
function startRoutes(places: Places): FastifyPluginAsyncZod {
  return async app => {
    app.post(
      '/parcels/parcels',
      { config: { operation: 'startParcel' }, schema: { body: startBody } },
      async request => {
        const { rows, publicUrl } = request
        const { id, name, size, type } = request.body
        const expiresAt = rows.now() + WAIT_MS
        const headers = { 'content-type': type, 'x-parcel': id }
        const plan = { sequences: [rows.idSequence(PARCEL)] }
        return rows.change(rows.owner(OWNER), plan, read => {
          const terms = { name, contentType: type, contentSize: size, expiresAt, headers }
          const data = { isComplete: false }
          const token = (bytes: Buffer) => bytes.toString('hex')
          const place = places.allocate(read, rows, { token, key: id, data, ...terms })
          return {
            put: [place],
            result: { url: `${publicUrl}/parcels/places/${place.id}`, expiresAt, headers },
          }
        })
      },
    )
    app.post('/parcels/strays', { config: { operation: 'startStray' } }, async request => {
      const { rows, publicUrl } = request
      const plan = { sequences: [rows.idSequence(PARCEL)] }
      return rows.change(rows.owner(OWNER), plan, read => {
        const place = places.allocate(read, rows, { token: bytes => bytes.toString('hex') })
        return { put: [place], result: { url: `${publicUrl}/parcels/places/${place.id}` } }
      })
    })
  }
}

function putRoute(places: Places): FastifyPluginAsyncZod {
  return async raw => {
    acceptRawBodies(raw)
    raw.put(
      '/parcels/places/:token',
      {
        config: { operation: 'putParcel', isPublic: true, policy: places.policy, isRaw: true },
        schema: { params: tokenParams },
      },
      async request => {
        const { id, key, asset } = await places.put(request, request.params.token)
        return { id, key, name: asset.name }
      },
    )
  }
}

const completionRoute: FastifyPluginAsyncZod = async app => {
  app.post(
    '/parcels/parcels/:id/complete',
    { config: { operation: 'completeParcel' }, schema: { params: idParams } },
    async (request, reply) => {
      const { id } = request.params
      const { rows } = request
      await rows.change(rows.owner(OWNER), { keys: [{ kind: PARCEL, key: id }] }, read => {
        const place = read.find(PARCEL, id)
        if (place === undefined) throw new ApiError({ kind: 'not-found', resource: PARCEL, id })
        if (!isAsset(place)) throw new ApiError({ kind: 'vendor-rule', rule: 'nothing-was-put' })
        return { put: [{ ...place, data: { ...place.data, isComplete: true } }] }
      })
      return reply.code(204).send()
    },
  )
}

function contentRoute(places: Places): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/parcels/places/:token',
      { config: { operation: 'getParcel' }, schema: { params: tokenParams } },
      async (request, reply) =>
        serveAsset(request, reply, await places.served(request.rows, request.params.token)),
    )
  }
}
