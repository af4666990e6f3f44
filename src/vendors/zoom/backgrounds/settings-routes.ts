import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asBase64Url } from '../../../core/ids.ts'
import { acceptOnly } from '../../../http/body/text.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import { BASE_PATH } from '../paths.ts'
import { ownerParams } from '../schemas.ts'
import { ownerOf, type Zoom } from '../zoom.ts'
import { FILE } from './files.ts'
import { type Level, levels, settingsPath } from './levels.ts'
import * as schemas from './schemas.ts'
import { changed, isOn, keptIn, SETTINGS, toSettings } from './settings.ts'

/** Zoom's operations on the settings that list virtual background files, the same at three levels. */
export function settingsRoutes(zoom: Zoom): FastifyPluginAsyncZod {
  return app =>
    addRoutes(app, ...levels.flatMap(level => [settingsRoute(zoom, level), updateRoute(zoom, level)]))
}

function settingsRoute(zoom: Zoom, level: Level): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      BASE_PATH + settingsPath(level),
      {
        config: { operation: `get${level.title}Settings` },
        schema: { params: ownerParams, response: { 200: schemas.settingsReply } },
      },
      async request => {
        const plan = { keys: [SETTINGS], kinds: [FILE] }
        return request.rows.look(ownerOf(request, level, zoom), plan, read => {
          const kept = keptIn(read.find(SETTINGS.kind, SETTINGS.key))
          return toSettings(kept, isOn(kept, zoom.setup.settings), read.all(FILE))
        })
      },
    )
  }
}

function updateRoute(zoom: Zoom, level: Level): FastifyPluginAsyncZod {
  return async app => {
    app.patch(
      BASE_PATH + settingsPath(level),
      {
        config: { operation: `update${level.title}Settings` },
        preValidation: acceptOnly('application/json'),
        schema: { params: ownerParams, body: schemas.settingsBody },
      },
      async (request, reply) => {
        const { rows } = request
        const { virtual_background, virtual_background_settings } = request.body.in_meeting ?? {}
        // A group's PATCH knows only the switch. Source: the published types.
        const asked =
          level.name === 'group'
            ? { virtual_background }
            : { virtual_background, virtual_background_settings }
        const plan = { keys: [SETTINGS], sequences: [rows.idSequence(SETTINGS.kind)] }
        await rows.change(ownerOf(request, level, zoom), plan, read => {
          const present = read.find(SETTINGS.kind, SETTINGS.key)
          const id = present?.id ?? asBase64Url(rows.drawId(read, SETTINGS.kind))
          const data = { ...changed(keptIn(present), asked) }
          return { put: [{ ...SETTINGS, id, createdAt: request.clock.now(), data }] }
        })
        return reply.code(204).send()
      },
    )
  }
}
