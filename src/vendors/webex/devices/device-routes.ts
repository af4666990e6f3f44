import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asUuid } from '../../../core/ids.ts'
import { ApiError } from '../../../core/problem.ts'
import { requireJson } from '../../../http/body/text.ts'
import type { CredentialGate } from '../../../http/vendor-kit/credentials.ts'
import type { Caller } from '../credentials.ts'
import { JOB_RUNNING } from '../dialect.ts'
import { bareId } from '../ids.ts'
import type { OrgDirectory } from '../orgs.ts'
import { orgQuery } from '../schemas.ts'
import { isRunning, JOB, type Job, jobOf, toJobReply } from './jobs.ts'
import * as schemas from './schemas.ts'
import {
  changedSettings,
  effectiveSettings,
  ORG_KEY,
  type SettingsKind,
  settingsKeys,
  toSettingsReply,
} from './settings.ts'

const DEVICES = '/v1/telephony/config/devices'
const JOBS = '/v1/telephony/config/jobs/devices/callDeviceSettings'

/** Webex's operations on phones and on the settings that decide what they show. */
export function deviceRoutes(gate: CredentialGate<Caller>, orgs: OrgDirectory): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/v1/devices',
      {
        config: { operation: 'listDevices' },
        schema: { querystring: schemas.devicesQuery, response: { 200: schemas.devicesReply } },
      },
      async request => {
        const { orgId, type, product } = request.query
        const org = request.rows.owner(orgs.find(orgId, gate.caller(request)))
        const known = await request.rows.list(org, 'device-settings')
        const items = orgs.devices(org.id, known)
        const fits = (asked: string | undefined, value: string) => asked === undefined || asked === value
        return { items: items.filter(device => fits(type, device.type) && fits(product, device.product)) }
      },
    )

    app.get(
      '/v1/devices/:deviceId',
      {
        config: { operation: 'getDevice' },
        schema: {
          params: schemas.deviceParams,
          querystring: orgQuery,
          response: { 200: schemas.device },
        },
      },
      async request =>
        orgs.device(orgs.find(request.query.orgId, gate.caller(request)), request.params.deviceId),
    )

    const settingsAt = (
      path: string,
      operation: string,
      level: { readonly kind: SettingsKind; readonly groups: readonly string[] },
    ) =>
      app.get(
        path,
        {
          config: { operation },
          schema: {
            params: schemas.levelParams,
            querystring: orgQuery,
            response: { 200: schemas.settingsReply },
          },
        },
        async request => {
          const org = request.rows.owner(orgs.find(request.query.orgId, gate.caller(request)))
          const { deviceId, locationId } = request.params
          if (deviceId !== undefined) orgs.requireDevice(org.id, deviceId)
          if (locationId !== undefined) orgs.requireLocation(org.id, locationId)
          const at =
            deviceId === undefined
              ? { kind: level.kind, key: bareId(locationId ?? ORG_KEY) }
              : orgs.deviceLevel(org.id, deviceId)
          const plan = { keys: settingsKeys(at), kinds: [JOB] }
          return request.rows.look(org, plan, read =>
            toSettingsReply(effectiveSettings(read, at), {
              groups: level.groups,
              isOrg: level.kind === 'org-settings',
              updateInProgress: read.all(JOB).some(row => isRunning(row, request.clock.now())),
            }),
          )
        },
      )
    settingsAt(`${DEVICES}/:deviceId/settings`, 'getDeviceSettings', {
      kind: 'device-settings',
      groups: ['ata', 'mpp', 'wifi'],
    })
    settingsAt('/v1/telephony/config/locations/:locationId/devices/settings', 'getLocationDeviceSettings', {
      kind: 'location-settings',
      groups: ['ata', 'mpp', 'wifi'],
    })
    settingsAt(`${DEVICES}/settings`, 'getOrgDeviceSettings', {
      kind: 'org-settings',
      groups: ['ata', 'dect', 'mpp', 'wifi'],
    })

    app.put(
      `${DEVICES}/:deviceId/settings`,
      {
        config: { operation: 'updateDeviceSettings' },
        preValidation: requireJson,
        schema: {
          params: schemas.deviceParams,
          querystring: orgQuery,
          body: schemas.settingsBody,
        },
      },
      async (request, reply) => {
        const { deviceId } = request.params
        const org = request.rows.owner(orgs.find(request.query.orgId, gate.caller(request)))
        orgs.requireDevice(org.id, deviceId)
        const at = orgs.deviceLevel(org.id, deviceId)
        const plan = {
          keys: settingsKeys(at),
          sequences: [request.rows.idSequence('device-settings')],
        }
        await request.rows.change(org, plan, read => {
          const change = { read, own: request.rows, now: request.clock.now() }
          return { put: [changedSettings(change, at, request.body)] }
        })
        return reply.code(204).send()
      },
    )

    app.post(
      JOBS,
      {
        config: { operation: 'startCallDeviceSettingsJob' },
        preValidation: requireJson,
        schema: {
          querystring: orgQuery,
          body: schemas.jobBody,
          response: { 200: schemas.jobReply },
        },
      },
      async request => {
        const { locationId, locationCustomizationsEnabled, customizations } = request.body
        const org = request.rows.owner(orgs.find(request.query.orgId, gate.caller(request)))
        if (locationId !== undefined) orgs.requireLocation(org.id, locationId)
        const at =
          locationId === undefined
            ? ({ kind: 'org-settings', key: ORG_KEY } as const)
            : ({ kind: 'location-settings', key: bareId(locationId) } as const)
        const plan = {
          kinds: [JOB],
          keys: settingsKeys(at),
          sequences: [request.rows.idSequence(JOB), request.rows.idSequence(at.kind)],
        }
        return request.rows.change(org, plan, read => {
          const now = request.clock.now()
          if (read.all(JOB).some(row => isRunning(row, now)))
            throw new ApiError({ kind: 'vendor-rule', rule: JOB_RUNNING })
          const uuid = asUuid(request.rows.drawId(read, JOB))
          const job: Job = {
            startedAt: now,
            asked: false,
            trackingId: request.trackingId,
            orgId: org.id,
            locationId,
            locationCustomizationsEnabled,
          }
          const customEnabled = locationId === undefined || locationCustomizationsEnabled
          const change = { read, own: request.rows, now }
          return {
            put: [
              { kind: JOB, key: uuid, id: uuid, createdAt: now, data: { ...job } },
              changedSettings(change, at, { customizations, customEnabled }),
            ],
            result: toJobReply(uuid, job, 'STARTING'),
          }
        })
      },
    )

    app.get(
      `${JOBS}/:jobId`,
      {
        config: { operation: 'getCallDeviceSettingsJob' },
        schema: {
          params: schemas.jobParams,
          querystring: orgQuery,
          response: { 200: schemas.jobReply },
        },
      },
      async request => {
        const org = request.rows.owner(orgs.find(request.query.orgId, gate.caller(request)))
        const key = bareId(request.params.jobId)
        return request.rows.change(org, { keys: [{ kind: JOB, key }] }, read => {
          const row = read.find(JOB, key)
          if (row === undefined) throw new ApiError({ kind: 'not-found', resource: JOB, id: key })
          const done = { ...row, data: { ...row.data, asked: true } }
          return { put: [done], result: toJobReply(key, jobOf(row), 'COMPLETED') }
        })
      },
    )
  }
}
