import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ruled } from '../../../src/core/evidence.ts'
import { asUuid } from '../../../src/core/ids.ts'
import type { MediaPolicy } from '../../../src/core/policy.ts'
import { describeProblem, type Problem } from '../../../src/core/problem.ts'
import { readForm } from '../../../src/http/body/form.ts'
import type { Dialect } from '../../../src/http/vendor-kit/dialect.ts'
import { json } from '../../../src/http/vendor-kit/reply.ts'
import { byOperation, type Upload } from '../../../src/http/vendor-kit/uploads.ts'
import { bareVendor } from './bare-vendor.ts'

interface Texts {
  readonly missing: string
  readonly tooLarge: string
  readonly wrongType: string
  readonly quota: string
}

/** Films, of which the vendor has the most to say. */
export const film: Upload<Texts> = {
  operations: ['uploadFilm'],
  part: 'film_file',
  texts: {
    missing: 'No film was sent.',
    tooLarge: 'The film is too long.',
    wrongType: 'Films are videos.',
    quota: 'There is no shelf for another film.',
  },
}

/** Covers, which came later. */
export const cover: Upload<Texts> = {
  operations: ['uploadCover'],
  part: 'cover',
  texts: {
    missing: 'A cover is missing.',
    tooLarge: 'The cover does not fit.',
    wrongType: 'Covers are pictures.',
    quota: 'An album has one cover.',
  },
}

const uploadFor = byOperation(film, cover)

const say = (text: string) => json(400, { oops: text })
const own: Partial<Dialect> = {
  'missing-part': (_, context) => say(uploadFor(context).texts.missing),
  'too-large': ({ part }, context) =>
    say(part === uploadFor(context).part ? uploadFor(context).texts.tooLarge : 'too much'),
  'unsupported-media': (_, context) => say(uploadFor(context).texts.wrongType),
  'quota-exceeded': (_, context) => say(uploadFor(context).texts.quota),
}
/** Says each problem that is none of an upload's alike. */
const dialect = new Proxy(own, {
  get: (known, kind: keyof Dialect) => known[kind] ?? ((problem: Problem) => say(describeProblem(problem))),
}) as Dialect

function policyOf(id: string, types: MediaPolicy['types']['value']): MediaPolicy {
  return {
    id,
    maxBytes: ruled(100_000, 'assumed', 'this test'),
    types: ruled(types, 'assumed', 'this test'),
    judgedBy: 'content',
    wholeImages: ruled(false, 'assumed', 'this test'),
    quota: ruled(3, 'assumed', 'this test'),
    quotaBytes: undefined,
  }
}
const filmPolicy = policyOf('album.film', ['video/mp4'])
const coverPolicy = policyOf('album.cover', ['image/png'])

/** A vendor to which two things are uploaded, in parts of different names and refused in different words. */
export const albumVendor = bareVendor({
  name: 'album',
  title: 'Album',
  dialect,
  auth: 'off',
  endpoints: [
    { policy: filmPolicy, operation: 'uploadFilm', path: '/films' },
    { policy: coverPolicy, operation: 'uploadCover', path: '/cover' },
  ],
  routes: configured => async app => {
    await uploadRoute('/album/films', film, configured(filmPolicy.id))(app, {})
    await uploadRoute('/album/cover', cover, configured(coverPolicy.id))(app, {})
  },
})

function uploadRoute(url: string, upload: Upload<Texts>, policy: MediaPolicy): FastifyPluginAsyncZod {
  const [operation] = upload.operations
  const form = { file: upload.part, policy, quotedFilename: false, fields: z.object({}) }
  return async app => {
    app.post(url, { config: { ...(operation && { operation }), form } }, async (request, reply) => {
      const { file } = await readForm(request, form)
      const kept = await request.intake.keep(file, request.rows.owner('all'), {
        kind: upload.part,
        name: file.filename ?? upload.part,
        id: asUuid,
        whenTaken: 'refuse',
      })
      return reply.code(201).send({ id: kept.id })
    })
  }
}
