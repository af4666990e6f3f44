import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { parseValues } from '../../../http/body/validate.ts'
import { refuseAnnounced } from '../../../http/handler-kit/announced.ts'
import { quotaPlan, refuseOverQuota } from '../../../http/handler-kit/quota.ts'
import { sendRendered } from '../../../http/vendor-kit/reply.ts'
import { accountOf, type Softphone } from '../softphone.ts'
import { MEDIA } from './media.ts'
import { mediaPolicy } from './policies.ts'
import * as schemas from './schemas.ts'
import { acceptValues, sentValues } from './values.ts'

/** Tells whether an upload would be taken, before its bytes are sent. */
export function precheckRoute(softphone: Softphone): FastifyPluginAsyncZod {
  const { setup, gate, answer } = softphone
  const policy = setup.policy(mediaPolicy.id)

  return async app => {
    for (const url of setup.settings.paths.precheck)
      app.route({
        method: ['GET', 'HEAD', 'POST', 'PUT'],
        url,
        config: { operation: 'precheckUpload', policy },
        preValidation: acceptValues,
        handler: async (request, reply) => {
          const values = sentValues(request)
          // The upload's order: it knows a credential in its parts only once it has read them all.
          const { content_type: type, media_size: size } = parseValues(
            schemas.precheckValues,
            values,
            'request',
          )
          refuseAnnounced({ type, size, part: 'media_size' }, policy, setup.mediaTypes)
          gate.admitForm(request, values, 'precheckUpload')
          const medium = { kind: MEDIA, bytes: size ?? 0, replaced: undefined }
          await request.rows.look(accountOf(request, softphone), quotaPlan(policy, MEDIA), read =>
            refuseOverQuota(policy, medium, read),
          )
          return sendRendered(reply, answer(200, {}, request.head))
        },
      })
  }
}
