import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { parseValues } from '../../../http/body/validate.ts'
import { sendRendered } from '../../../http/vendor-kit/reply.ts'
import { accountOf, type Softphone } from '../softphone.ts'
import { REFERENCE } from './media.ts'
import * as schemas from './schemas.ts'
import { acceptValues, sentValues } from './values.ts'

/** Takes a message that refers to an uploaded medium. */
export function referenceRoute(softphone: Softphone): FastifyPluginAsyncZod {
  const { setup, gate, answer } = softphone

  return async app => {
    for (const url of setup.settings.paths.reference)
      app.route({
        method: ['GET', 'POST', 'PUT'],
        url,
        config: { operation: 'sendMediaReference' },
        preValidation: acceptValues,
        handler: async (request, reply) => {
          const { rows } = request
          const values = sentValues(request)
          gate.admitForm(request, values, 'sendMediaReference')
          const data = parseValues(schemas.referenceValues, values, 'request')
          const plan = { sequences: [rows.idSequence(REFERENCE)] }
          const id = await rows.change(accountOf(request, softphone), plan, read => {
            const id = rows.drawId(read, REFERENCE).toString('hex')
            return {
              put: [{ kind: REFERENCE, key: id, id, createdAt: request.clock.now(), data }],
              result: id,
            }
          })
          return sendRendered(reply, answer(200, { sms_id: id }, request.head))
        },
      })
  }
}
