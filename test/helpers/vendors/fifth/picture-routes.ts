import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { asUuid } from '../../../../src/core/ids.ts'
import type { MediaPolicy } from '../../../../src/core/policy.ts'
import { readForm } from '../../../../src/http/body/form.ts'
import { BASE_PATH, paths } from './paths.ts'

const PICTURE = 'picture'
const NOTE = 'note'

/** Takes a picture, and writes a note with a number of its own beside it. */
export function uploadRoute(policy: MediaPolicy): FastifyPluginAsyncZod {
  const form = { file: 'file', policy, quotedFilename: false, fields: z.object({}) }
  return async app => {
    app.post(
      BASE_PATH + paths.pictures,
      { config: { operation: 'uploadPicture', form } },
      async (request, reply) => {
        const { file } = await readForm(request, form)
        const picture = await request.intake.keep(file, request.rows.owner('all'), {
          kind: PICTURE,
          name: file.filename ?? PICTURE,
          id: asUuid,
          whenTaken: 'refuse',
          plan: { sequences: ['notes'] },
          also: read => {
            const note = `note-${read.next('notes')}`
            return { put: [{ kind: NOTE, key: note, id: note, createdAt: request.rows.now() }] }
          },
        })
        return reply.code(201).send({ id: picture.id })
      },
    )
  }
}

/** Lists the notes. */
export const notesRoute: FastifyPluginAsyncZod = async app => {
  app.get(BASE_PATH + paths.notes, { config: { operation: 'listNotes' } }, async request => ({
    notes: (await request.rows.listAll(NOTE)).map(({ id }) => id),
  }))
}
