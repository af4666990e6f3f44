import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asBase64Url } from '../../../core/ids.ts'
import { ApiError } from '../../../core/problem.ts'
import { readForm } from '../../../http/body/form.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import type { RowsRead } from '../../../storage/records.ts'
import { BASE_PATH } from '../paths.ts'
import { FEATURE_OFF, UNKNOWN_FILE_IDS } from '../rules.ts'
import { ownerParams } from '../schemas.ts'
import { ownerOf, type Zoom } from '../zoom.ts'
import { backgrounds, FILE, toFile } from './files.ts'
import { filesPath, type Level, levels } from './levels.ts'
import * as schemas from './schemas.ts'
import { isOn, keptIn, SETTINGS } from './settings.ts'

/** Zoom's operations on virtual background files, the same at three levels. */
export function fileRoutes(zoom: Zoom): FastifyPluginAsyncZod {
  return app =>
    addRoutes(app, ...levels.flatMap(level => [uploadRoute(zoom, level), deletionRoute(zoom, level)]))
}

function uploadRoute(zoom: Zoom, level: Level): FastifyPluginAsyncZod {
  const { setup } = zoom
  const form = {
    file: backgrounds.part,
    policy: setup.policy(level.policy.id),
    // Seen only at the account's endpoint: https://github.com/Jericho/ZoomNet (Accounts.cs).
    quotedFilename: level.name === 'account',
    fields: schemas.uploadFields,
  }
  const refuseOff = (read: RowsRead): void => {
    if (!isOn(keptIn(read.find(SETTINGS.kind, SETTINGS.key)), setup.settings))
      throw new ApiError({ kind: 'vendor-rule', rule: FEATURE_OFF })
  }

  return async app => {
    app.post(
      BASE_PATH + filesPath(level),
      {
        config: { operation: `upload${level.operation}`, form },
        schema: { params: ownerParams, response: { 201: schemas.uploadReply } },
      },
      async (request, reply) => {
        const owner = ownerOf(request, level, zoom)
        // That the feature is off is told first, whatever is wrong with the form.
        const { file } = await readForm(request, form).catch(async error => {
          await request.rows.look(owner, { keys: [SETTINGS] }, refuseOff)
          throw error
        })
        const background = await request.intake.keep(file, owner, {
          kind: FILE,
          name: file.filename ?? FILE,
          id: asBase64Url,
          whenTaken: 'refuse',
          plan: { keys: [SETTINGS] },
          also: read => {
            refuseOff(read)
            return {}
          },
        })
        return reply.code(201).send(toFile(background))
      },
    )
  }
}

function deletionRoute(zoom: Zoom, level: Level): FastifyPluginAsyncZod {
  return async app => {
    app.delete(
      BASE_PATH + filesPath(level),
      {
        config: { operation: `delete${level.operation}` },
        schema: { params: ownerParams, querystring: schemas.deleteQuery },
      },
      async (request, reply) => {
        const ids = request.query.file_ids
        const plan = { keys: ids.map(key => ({ kind: FILE, key })) }
        await request.rows.change(ownerOf(request, level, zoom), plan, read => deleteFiles(ids, read))
        return reply.code(204).send()
      },
    )
  }
}

/** Deletes all or nothing: one id that the owner does not have refuses the call. */
function deleteFiles(ids: readonly string[], read: RowsRead) {
  const found = ids.map(id => read.find(FILE, id)).filter(row => row !== undefined)
  if (ids.length === 0 || found.length < ids.length)
    throw new ApiError({ kind: 'vendor-rule', rule: UNKNOWN_FILE_IDS })
  return { delete: found.map(({ kind, key }) => ({ kind, key })), free: found }
}
