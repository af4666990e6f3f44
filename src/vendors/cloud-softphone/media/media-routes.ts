import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ApiError } from '../../../core/problem.ts'
import { readForm } from '../../../http/body/form.ts'
import { acceptOnly, flatValues } from '../../../http/body/text.ts'
import { parseValues } from '../../../http/body/validate.ts'
import type { CredentialGate } from '../../../http/vendor-kit/credentials.ts'
import { refuseOverQuota } from '../../../http/vendor-kit/intake.ts'
import { sendRendered } from '../../../http/vendor-kit/reply.ts'
import { isAsset } from '../../../http/vendor-kit/rows.ts'
import { serveAsset } from '../../../http/vendor-kit/serve-asset.ts'
import type { Answer } from '../answer.ts'
import type { Setup } from '../config.ts'
import type { Caller } from '../credentials.ts'
import { refuseAnnounced } from './announced.ts'
import { MEDIA, mediaId, mediaPath, REFERENCE } from './media.ts'
import { mediaPolicy } from './policies.ts'
import * as schemas from './schemas.ts'

const acceptValues = acceptOnly('application/x-www-form-urlencoded', 'application/json')

/** The media services of a provider's server. */
export function mediaRoutes(
  setup: Setup,
  gate: CredentialGate<Caller>,
  answer: Answer,
): FastifyPluginAsyncZod {
  const { paths } = setup.settings
  const policy = setup.policy(mediaPolicy.id)
  const form = { file: 'file', policy, quotedFilename: false, fields: schemas.uploadFields }

  return async app => {
    for (const url of paths.upload)
      app.route({
        method: ['POST', 'PUT'],
        url,
        config: { operation: 'uploadMedia', form },
        handler: async (request, reply) => {
          const { file, fields } = await readForm(request, form, judgeForm(request, 'uploadMedia'))
          const owner = request.rows.owner(gate.caller(request).username)
          const media = await request.intake.keep(file, owner, {
            kind: MEDIA,
            name: file.filename ?? MEDIA,
            id: bytes => bytes.toString('hex'),
            whenTaken: 'refuse',
            also: () => ({ data: { to: fields.to ?? fields.sms_to, description: fields.description } }),
          })
          return sendRendered(
            reply,
            answer(200, { media_url: request.publicUrl + mediaPath(media) }, request.head),
          )
        },
      })

    for (const url of paths.precheck)
      app.route({
        method: ['GET', 'HEAD', 'POST', 'PUT'],
        url,
        config: { operation: 'precheckUpload', policy },
        preValidation: acceptValues,
        handler: async (request, reply) => {
          const values = sentValues(request)
          // In the upload's order, which learns of a credential in its parts only when it has read them all.
          refuseAnnounced(parseValues(schemas.precheckValues, values, 'request'), policy)
          judgeForm(request, 'precheckUpload')(values)
          const owner = request.rows.owner(gate.caller(request).username)
          refuseOverQuota(policy, MEDIA, (await request.rows.list(owner, MEDIA)).length)
          return sendRendered(reply, answer(200, {}, request.head))
        },
      })

    for (const url of paths.reference)
      app.route({
        method: ['GET', 'POST', 'PUT'],
        url,
        config: { operation: 'sendMediaReference' },
        preValidation: acceptValues,
        handler: async (request, reply) => {
          const values = sentValues(request)
          judgeForm(request, 'sendMediaReference')(values)
          const reference = parseValues(schemas.referenceValues, values, 'request')
          const { rows } = request
          const plan = { sequences: [rows.idSequence(REFERENCE)] }
          const id = await rows.change(rows.owner(gate.caller(request).username), plan, read => {
            const id = rows.drawId(read, REFERENCE).toString('hex')
            const row = { kind: REFERENCE, key: id, id, createdAt: request.clock.now(), data: reference }
            return { put: [row], result: id }
          })
          return sendRendered(reply, answer(200, { sms_id: id }, request.head))
        },
      })

    app.get(
      '/media/:file',
      { config: { operation: 'getMedia', isPublic: true }, schema: { params: schemas.mediaParams } },
      async (request, reply) => {
        const media = await request.rows.find(MEDIA, mediaId(request.params.file))
        if (!isAsset(media))
          throw new ApiError({ kind: 'not-found', resource: MEDIA, id: request.params.file })
        return serveAsset(request, reply, {
          facts: { ...media.asset, type: media.asset.declaredType ?? media.asset.type },
          etag: media.id,
          open: range => request.rows.read(media, range),
        })
      },
    )
  }

  function judgeForm(request: FastifyRequest, operation: string) {
    return (fields: { readonly [name: string]: string }) => gate.admitForm(request, fields, operation)
  }
}

/** A service's parameters, from its query and its body alike. */
function sentValues(request: FastifyRequest): { readonly [name: string]: string } {
  return Object.fromEntries([...request.head.query, ...flatValues(request.body)])
}
