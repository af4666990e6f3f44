import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asUuid } from '../../../core/ids.ts'
import { ApiError } from '../../../core/problem.ts'
import { requireJson } from '../../../http/body/text.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import { bareId } from '../ids.ts'
import { BASE_PATH } from '../paths.ts'
import { JOB_RUNNING } from '../rules.ts'
import { orgQuery } from '../schemas.ts'
import { orgOf, type Webex } from '../webex.ts'
import { isRunning, JOB, type Job, jobOf, toJobReply } from './jobs.ts'
import { settingsKeys, sharedLevel } from './levels.ts'
import { paths } from './paths.ts'
import * as schemas from './schemas.ts'
import { changedSettings } from './settings.ts'

/** Webex's operations on jobs, which write the settings that several phones share. */
export function jobRoutes(webex: Webex): FastifyPluginAsyncZod {
  return app => addRoutes(app, startRoute(webex), jobRoute(webex))
}

function startRoute(webex: Webex): FastifyPluginAsyncZod {
  return async app => {
    app.post(
      BASE_PATH + paths.jobs,
      {
        config: { operation: 'startCallDeviceSettingsJob' },
        preValidation: requireJson,
        schema: { querystring: orgQuery, body: schemas.jobBody, response: { 200: schemas.jobReply } },
      },
      async request => {
        const { locationId, locationCustomizationsEnabled, customizations } = request.body
        const { rows, trackingId } = request
        const org = orgOf(request, webex)
        if (locationId !== undefined) webex.orgs.requireLocation(org.id, locationId)
        const at = sharedLevel(locationId)
        const sequences = [rows.idSequence(JOB), rows.idSequence(at.kind)]
        const plan = { kinds: [JOB], keys: settingsKeys(at), sequences }
        return rows.change(org, plan, read => {
          const now = request.clock.now()
          if (read.all(JOB).some(row => isRunning(row, now)))
            throw new ApiError({ kind: 'vendor-rule', rule: JOB_RUNNING })
          const uuid = asUuid(rows.drawId(read, JOB))
          const asked = { orgId: org.id, locationId, locationCustomizationsEnabled }
          const job: Job = { startedAt: now, asked: false, trackingId, ...asked }
          const customEnabled = locationId === undefined || locationCustomizationsEnabled
          const settings = changedSettings({ read, own: rows, now }, at, { customizations, customEnabled })
          return {
            put: [{ kind: JOB, key: uuid, id: uuid, createdAt: now, data: { ...job } }, settings],
            result: toJobReply(uuid, job, 'STARTING'),
          }
        })
      },
    )
  }
}

function jobRoute(webex: Webex): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      BASE_PATH + paths.job,
      {
        config: { operation: 'getCallDeviceSettingsJob' },
        schema: {
          params: schemas.jobParams,
          querystring: orgQuery,
          response: { 200: schemas.jobReply },
        },
      },
      async request => {
        const key = bareId(request.params.jobId)
        return request.rows.change(orgOf(request, webex), { keys: [{ kind: JOB, key }] }, read => {
          const row = read.find(JOB, key)
          if (row === undefined) throw new ApiError({ kind: 'not-found', resource: JOB, id: key })
          const done = { ...row, data: { ...row.data, asked: true } }
          return { put: [done], result: toJobReply(key, jobOf(row), 'COMPLETED') }
        })
      },
    )
  }
}
