import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ruled } from '../../../src/core/evidence.ts'
import { asUuid } from '../../../src/core/ids.ts'
import type { MediaPolicy } from '../../../src/core/policy.ts'
import { readForm } from '../../../src/http/body/form.ts'
import { refuseAnnounced } from '../../../src/http/handler-kit/announced.ts'
import type { Rows } from '../../../src/http/handler-kit/rows.ts'
import { MediaTypes } from '../../../src/media/catalogue.ts'
import { bareVendor } from './bare-vendor.ts'
import { plainDialect } from './plain-dialect.ts'

const GREETING = 'greeting'

/** The most of one file, and of all files of one owner. */
export const LIMITS = { maxBytes: 150_000, quotaBytes: 400_000 }

const policy: MediaPolicy = {
  id: 'greetings.greeting',
  maxBytes: ruled(LIMITS.maxBytes, 'documented', 'https://greetings.example/limits'),
  types: ruled(['audio/wav', 'audio/mpeg'], 'documented', 'https://greetings.example/types'),
  judgedBy: 'name',
  wholeImages: ruled(false, 'assumed', 'this test'),
  quota: undefined,
  quotaBytes: ruled(LIMITS.quotaBytes, 'assumed', 'https://greetings.example/all'),
}

/** A vendor of sounds: it goes by their names, and bounds how many bytes of them an owner has. */
export const greetingVendor = bareVendor({
  name: 'greetings',
  title: 'Greetings',
  dialect: plainDialect,
  endpoints: [{ policy, operation: 'uploadGreeting', path: '/people/{owner}/greetings' }],
  routes: configured => app => routes(configured(policy.id))(app, {}),
})

function routes(policy: MediaPolicy): FastifyPluginAsyncZod {
  const form = { file: 'file', policy, quotedFilename: false, fields: z.object({}) }
  const params = z.object({ owner: z.string() })
  const named = params.extend({ key: z.string() })
  const mediaTypes = new MediaTypes([])
  const greetingOf = (rows: Rows, owner: string, key?: string) =>
    [
      rows.owner(owner),
      { kind: GREETING, key, name: key ?? GREETING, id: asUuid, whenTaken: 'replace' },
    ] as const
  return async app => {
    app.post(
      '/greetings/people/:owner/greetings',
      { config: { operation: 'uploadGreeting', form }, schema: { params } },
      async (request, reply) => {
        const { file } = await readForm(request, form)
        const kept = await request.intake.keep(file, ...greetingOf(request.rows, request.params.owner))
        return reply.code(201).send({ id: kept.id })
      },
    )
    app.put(
      '/greetings/people/:owner/greetings/:key',
      { config: { operation: 'replaceGreeting', form }, schema: { params: named } },
      async (request, reply) => {
        const { owner, key } = request.params
        const { file } = await readForm(request, form)
        const kept = await request.intake.keep(file, ...greetingOf(request.rows, owner, key))
        return reply.code(200).send({ id: kept.id })
      },
    )
    app.post(
      '/greetings/announcements',
      {
        config: { operation: 'announceGreeting', policy },
        schema: { body: z.object({ name: z.string().optional(), type: z.string() }) },
      },
      async (request, reply) => {
        refuseAnnounced({ ...request.body, part: 'size' }, policy, mediaTypes)
        return reply.code(204).send()
      },
    )
  }
}
