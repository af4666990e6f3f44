import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { requireJson } from '../../../http/body/text.ts'
import type { NewRow, Row, RowsRead } from '../../../storage/records.ts'
import { BASE_PATH } from '../paths.ts'
import { orgQuery } from '../schemas.ts'
import { orgOf, type Webex } from '../webex.ts'
import { showing, withoutBackground } from './background.ts'
import { IMAGE, imageUrl } from './images.ts'
import { SETTINGS_KINDS } from './levels.ts'
import { paths } from './paths.ts'
import * as schemas from './schemas.ts'
import { notDeleted } from './texts.ts'

/** Deletes background images; answers 206 where some of those that are named could not be deleted. */
export function deletionRoute(webex: Webex): FastifyPluginAsyncZod {
  return async app => {
    app.delete(
      BASE_PATH + paths.images,
      {
        config: { operation: 'deleteBackgroundImages' },
        preValidation: requireJson,
        schema: {
          querystring: orgQuery,
          body: schemas.deleteBody,
          response: { 200: schemas.deleteReply, 206: schemas.deleteReply },
        },
      },
      async (request, reply) => {
        const { backgroundImages } = request.body
        const keys = backgroundImages.map(({ fileName }) => ({ kind: IMAGE, key: fileName }))
        const plan = { keys, counts: [IMAGE], kinds: SETTINGS_KINDS }
        const outcome = await request.rows.change(orgOf(request, webex), plan, read =>
          deleteImages(backgroundImages, read),
        )
        return reply.code(outcome.items.every(item => item.result.status === 200) ? 200 : 206).send(outcome)
      },
    )
  }
}

/**
 * Deletes what is there, each name once, and tells how it went with each entry. An image that a device, a location or
 * the org shows as its background is deleted only by force; whoever showed it then shows none.
 */
function deleteImages(
  images: readonly { readonly fileName: string; readonly forceDelete: boolean }[],
  read: RowsRead,
) {
  const levels = new Map(SETTINGS_KINDS.flatMap(kind => read.all(kind)).map(row => [row.id, row]))
  const changed = new Map<string, NewRow>()
  const doomed = new Map<string, Row>()
  const items = images.map(({ fileName, forceDelete }) => {
    const row = doomed.has(fileName) ? undefined : read.find(IMAGE, fileName)
    if (row === undefined) return { fileName, result: refused(404) }
    const shownBy = showing([...levels.values()], { url: imageUrl(row), name: fileName })
    if (shownBy.length > 0 && !forceDelete) return { fileName, result: refused(400) }
    for (const level of shownBy) {
      levels.delete(level.id)
      changed.set(level.id, withoutBackground(level))
    }
    doomed.set(fileName, row)
    return { fileName, result: { status: 200 } }
  })
  return {
    delete: [...doomed.keys()].map(key => ({ kind: IMAGE, key })),
    put: [...changed.values()],
    free: [...doomed.values()],
    result: { items, count: read.count(IMAGE) - doomed.size },
  }
}

/** The code is documented for an image that can't be deleted, and assumed for one that is unknown. */
function refused(status: 400 | 404) {
  return { status, error: { message: notDeleted.text.value, errorCode: notDeleted.errorCode.value } }
}
