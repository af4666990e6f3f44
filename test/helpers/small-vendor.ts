import { z } from 'zod'
import { ruled } from '../../src/core/evidence.ts'
import { asUuid } from '../../src/core/ids.ts'
import type { MediaPolicy } from '../../src/core/policy.ts'
import { describeProblem, type Problem } from '../../src/core/problem.ts'
import { bearerToken, CredentialGate } from '../../src/http/credentials.ts'
import { type FormShape, readForm } from '../../src/http/form.ts'
import { noThrottle } from '../../src/http/rate-limit.ts'
import { json } from '../../src/http/send.ts'
import { type Dialect, defineVendor } from '../../src/http/vendor.ts'

const policy: MediaPolicy = {
  id: 'small.picture',
  maxBytes: ruled(10_000_000, 'assumed', 'this test'),
  types: ruled(['image/png'], 'assumed', 'this test'),
  judgedBy: 'content',
  wholeImages: ruled(false, 'assumed', 'this test'),
  quota: undefined,
}

/** Says each problem alike. */
const dialect = new Proxy(
  {},
  { get: () => (problem: Problem) => json(400, { oops: describeProblem(problem) }) },
) as Dialect

/** A vendor of whom nothing that is shared knows: it keeps pictures, a note beside each, and counts visits. */
export const smallVendor = defineVendor({
  name: 'small',
  title: 'Small',
  basePath: '/small',
  policies: [policy],
  limits: {},
  examples: [],
  security: {},
  config: {
    settings: z.strictObject({}).prefault({}),
    credential: z.strictObject({}),
    resources: z.strictObject({}).prefault({}),
  },
  prefixes: () => ['/small'],
  endpoints: [{ policy: policy.id, operation: 'uploadPicture', route: 'POST /pictures' }],
  curl: baseUrl => `curl -F file=@logo.png ${baseUrl}/pictures`,
  environment: baseUrl => ({ SMALL_URL: baseUrl }),
  mount(setup) {
    const form: FormShape<object> = {
      file: 'file',
      policy: setup.policy(policy.id),
      quotedFilename: false,
      fields: z.object({}),
    }
    return {
      dialect,
      gate: new CredentialGate('off', {
        fromHead: bearerToken,
        fromForm: () => undefined,
        inForm: false,
        known: () => ({}),
        presumed: () => ({}),
        missing: () => [],
      }),
      throttle: noThrottle,
      trackingId: () => 'small',
      replyHeaders: () => ({}),
      routes: async app => {
        app.post(
          '/small/pictures',
          { config: { operation: 'uploadPicture', form } },
          async (request, reply) => {
            const { file } = await readForm(request, form)
            const picture = await request.intake.keep(file, request.rows.owner('all'), {
              kind: 'picture',
              name: file.filename ?? 'picture',
              id: asUuid,
              whenTaken: 'refuse',
              plan: { sequences: ['notes'] },
              also: rows => {
                const note = `note-${rows.next('notes')}`
                return { put: [{ kind: 'note', key: note, id: note, createdAt: request.rows.now() }] }
              },
            })
            return reply.code(201).send({ id: picture.id })
          },
        )
        app.get('/small/notes', { config: { operation: 'listNotes' } }, async request => ({
          notes: (await request.rows.listAll('note')).map(({ id }) => id),
        }))
      },
    }
  },
})
