import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asBase64Url } from '../../../core/ids.ts'
import { acceptOnly } from '../../../http/body/text.ts'
import type { CredentialGate } from '../../../http/vendor-kit/credentials.ts'
import type { NewRow } from '../../../storage/records.ts'
import type { Setup } from '../config.ts'
import type { Caller } from '../credentials.ts'
import type { Directory } from '../directory.ts'
import { ownerParams, userReply } from '../schemas.ts'
import { FILE, toFile } from './files.ts'
import { levels } from './levels.ts'
import * as schemas from './schemas.ts'
import { isOn, type KeptSettings, keptIn, SETTINGS } from './settings.ts'

/** Zoom's operations on the settings that list virtual background files, the same at three levels, and on users. */
export function settingsRoutes(
  setup: Setup,
  gate: CredentialGate<Caller>,
  directory: Directory,
): FastifyPluginAsyncZod {
  return async app => {
    for (const level of levels) {
      const path = `/v2${level.path}/settings`

      app.get(
        path,
        {
          config: { operation: `get${level.title}Settings` },
          schema: { params: ownerParams, response: { 200: schemas.settingsReply } },
        },
        async request => {
          const owner = request.rows.owner(
            directory.find(level.name, request.params.id, gate.caller(request)),
          )
          const { kept, files } = await request.rows.look(
            owner,
            { keys: [SETTINGS], kinds: [FILE] },
            read => ({ kept: keptIn(read.find(SETTINGS.kind, SETTINGS.key)), files: read.all(FILE) }),
          )
          const enabled = isOn(kept, setup.settings)
          return {
            in_meeting: {
              virtual_background: enabled,
              virtual_background_settings: {
                allow_upload_custom: true,
                allow_videos: true,
                enable: enabled,
                ...kept.virtual_background_settings,
                files: files.map(toFile),
              },
            },
          }
        },
      )

      app.patch(
        path,
        {
          config: { operation: `update${level.title}Settings` },
          preValidation: acceptOnly('application/json'),
          schema: { params: ownerParams, body: schemas.settingsBody },
        },
        async (request, reply) => {
          const owner = request.rows.owner(
            directory.find(level.name, request.params.id, gate.caller(request)),
          )
          const { virtual_background, virtual_background_settings } = request.body.in_meeting ?? {}
          const plan = { keys: [SETTINGS], sequences: [request.rows.idSequence(SETTINGS.kind)] }
          await request.rows.change(owner, plan, read => {
            const present = read.find(SETTINGS.kind, SETTINGS.key)
            const kept = keptIn(present)
            const data: KeptSettings = {
              virtual_background: virtual_background ?? kept.virtual_background,
              // A group's PATCH knows the switch alone. Source: the published types.
              virtual_background_settings:
                level.name === 'group'
                  ? kept.virtual_background_settings
                  : { ...kept.virtual_background_settings, ...virtual_background_settings },
            }
            const row: NewRow = {
              ...SETTINGS,
              id: present?.id ?? asBase64Url(request.rows.drawId(read, SETTINGS.kind)),
              createdAt: request.clock.now(),
              data: { ...data },
            }
            return { put: [row] }
          })
          return reply.code(204).send()
        },
      )
    }

    app.get(
      '/v2/users/:id',
      {
        config: { operation: 'getUser' },
        schema: { params: ownerParams, response: { 200: userReply } },
      },
      async request => directory.user(request.params.id, gate.caller(request)),
    )
  }
}
