import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { readForm } from '../../../http/body/form.ts'
import { sendRendered } from '../../../http/vendor-kit/reply.ts'
import { accountOf, type Softphone } from '../softphone.ts'
import { MEDIA, media, mediaPath } from './media.ts'
import { mediaPolicy } from './policies.ts'
import * as schemas from './schemas.ts'

/** Uploads a medium, whose address the app sends in a message. */
export function uploadRoute(softphone: Softphone): FastifyPluginAsyncZod {
  const { setup, gate, answer } = softphone
  const form = {
    file: media.part,
    policy: setup.policy(mediaPolicy.id),
    quotedFilename: false,
    fields: schemas.uploadFields,
  }

  return async app => {
    for (const url of setup.settings.paths.upload)
      app.route({
        method: ['POST', 'PUT'],
        url,
        config: { operation: 'uploadMedia', form },
        handler: async (request, reply) => {
          const { file, fields } = await readForm(request, form, fields =>
            gate.admitForm(request, fields, 'uploadMedia'),
          )
          const kept = await request.intake.keep(file, accountOf(request, softphone), {
            kind: MEDIA,
            name: file.filename ?? MEDIA,
            id: bytes => bytes.toString('hex'),
            whenTaken: 'refuse',
            also: () => ({ data: { to: fields.to ?? fields.sms_to, description: fields.description } }),
          })
          const media_url = request.publicUrl + mediaPath(kept)
          return sendRendered(reply, answer(200, { media_url }, request.head))
        },
      })
  }
}
