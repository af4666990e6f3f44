import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { readFiles } from '../../http/body/form.ts'
import { acceptForms } from '../../http/body/multipart-parser.ts'
import { judgeAtEndpoints } from '../../http/vendor-kit/check.ts'
import { inspect } from '../../media/inspect.ts'
import { ControlError } from '../errors.ts'
import { evidence, severity } from '../finding-reply.ts'
import { meantOperations } from '../meant-operations.ts'
import type { ControlScope } from '../scope.ts'

const verdict = z.object({
  rule: z.string(),
  severity: severity.exclude(['note']),
  expected: z.string(),
  found: z.string(),
  mend: z.string(),
  evidence,
  source: z.string(),
})

const checkReply = z.object({
  items: z.array(
    z.object({
      filename: z.string(),
      bytes: z.number().int(),
      declaredType: z.string().nullable(),
      sniffedType: z.string().nullable(),
      endpoints: z.array(
        z.object({
          vendor: z.string(),
          operation: z.string(),
          route: z.string(),
          policy: z.string(),
          passes: z.boolean(),
          verdicts: z.array(verdict),
        }),
      ),
    }),
  ),
})

/** Whether files would pass, at each endpoint. Nothing is stored. */
export function checkRoutes({ mounts, policy, mediaTypes }: ControlScope): FastifyPluginAsyncZod {
  const vendors = mounts.map(({ vendor }) => vendor)

  return async app => {
    await acceptForms(app)
    app.post(
      '/check',
      {
        config: { operation: 'check' },
        schema: {
          querystring: z.strictObject({ vendor: z.string().optional() }),
          response: { 200: checkReply },
        },
      },
      async request => {
        const asked = request.query.vendor
        meantOperations({ vendor: asked }, mounts)
        const chosen = vendors.filter(({ name }) => asked === undefined || name === asked)
        const files = await readFiles(request, (source, filename) => inspect(source, filename, mediaTypes))
        if (files.length === 0)
          throw new ControlError(400, 'missing-part', 'send a form with at least one file', 'file')
        return {
          items: files.map(facts => ({
            filename: facts.filename,
            bytes: facts.bytes,
            declaredType: facts.declaredType ?? null,
            sniffedType: facts.sniffedType ?? null,
            endpoints: judgeAtEndpoints(facts, chosen, { policy, mediaTypes }).map(one => ({
              ...one,
              verdicts: [...one.verdicts],
            })),
          })),
        }
      },
    )
  }
}
