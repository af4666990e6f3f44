import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { requireJson } from '../../../http/body/text.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import { BASE_PATH } from '../paths.ts'
import { orgQuery } from '../schemas.ts'
import { orgOf, type Webex } from '../webex.ts'
import { isRunning, JOB } from './jobs.ts'
import { settingsKeys, sharedLevel } from './levels.ts'
import { paths } from './paths.ts'
import * as schemas from './schemas.ts'
import { changedSettings, effectiveSettings, toSettingsReply } from './settings.ts'

/** The groups of models for which settings are kept; only the org has one for DECT. */
const GROUPS = ['ata', 'mpp', 'wifi']
const ORG_GROUPS = [...GROUPS, 'dect']

/** Webex's operations on the settings of phones, which decide what they show. */
export function settingsRoutes(webex: Webex): FastifyPluginAsyncZod {
  return app =>
    addRoutes(
      app,
      settingsRoute(webex, { operation: 'getDeviceSettings', path: paths.deviceSettings, groups: GROUPS }),
      settingsRoute(webex, {
        operation: 'getLocationDeviceSettings',
        path: paths.locationSettings,
        groups: GROUPS,
      }),
      settingsRoute(webex, {
        operation: 'getOrgDeviceSettings',
        path: paths.orgSettings,
        groups: ORG_GROUPS,
      }),
      updateRoute(webex),
    )
}

/** Shows the settings of a device, a location or the org, with the groups of models that these have. */
function settingsRoute(
  webex: Webex,
  level: { readonly operation: string; readonly path: string; readonly groups: readonly string[] },
): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      BASE_PATH + level.path,
      {
        config: { operation: level.operation },
        schema: {
          params: schemas.levelParams,
          querystring: orgQuery,
          response: { 200: schemas.settingsReply },
        },
      },
      async request => {
        const { deviceId, locationId } = request.params
        const org = orgOf(request, webex)
        if (deviceId !== undefined) webex.orgs.requireDevice(org.id, deviceId)
        if (locationId !== undefined) webex.orgs.requireLocation(org.id, locationId)
        const at = deviceId === undefined ? sharedLevel(locationId) : webex.orgs.deviceLevel(org.id, deviceId)
        const plan = { keys: settingsKeys(at), kinds: [JOB] }
        return request.rows.look(org, plan, read =>
          toSettingsReply(effectiveSettings(read, at), {
            groups: level.groups,
            isOrg: at.kind === 'org-settings',
            updateInProgress: read.all(JOB).some(row => isRunning(row, request.clock.now())),
          }),
        )
      },
    )
  }
}

function updateRoute(webex: Webex): FastifyPluginAsyncZod {
  return async app => {
    app.put(
      BASE_PATH + paths.deviceSettings,
      {
        config: { operation: 'updateDeviceSettings' },
        preValidation: requireJson,
        schema: { params: schemas.deviceParams, querystring: orgQuery, body: schemas.settingsBody },
      },
      async (request, reply) => {
        const { deviceId } = request.params
        const org = orgOf(request, webex)
        webex.orgs.requireDevice(org.id, deviceId)
        const at = webex.orgs.deviceLevel(org.id, deviceId)
        const plan = { keys: settingsKeys(at), sequences: [request.rows.idSequence(at.kind)] }
        await request.rows.change(org, plan, read => {
          const change = { read, own: request.rows, now: request.clock.now() }
          return { put: [changedSettings(change, at, request.body)] }
        })
        return reply.code(204).send()
      },
    )
  }
}
