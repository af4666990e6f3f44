import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asUuid } from '../../../core/ids.ts'
import { ApiError } from '../../../core/problem.ts'
import { readForm } from '../../../http/body/form.ts'
import { requireJson } from '../../../http/body/text.ts'
import type { CredentialGate } from '../../../http/vendor-kit/credentials.ts'
import { isAsset } from '../../../http/vendor-kit/rows.ts'
import { serveAsset } from '../../../http/vendor-kit/serve-asset.ts'
import type { NewRow, Row, RowsRead } from '../../../storage/records.ts'
import type { Setup } from '../config.ts'
import type { Caller } from '../credentials.ts'
import type { OrgDirectory } from '../orgs.ts'
import { orgQuery } from '../schemas.ts'
import { errorCodes, texts } from '../texts.ts'
import { IMAGE, IMAGE_FOLDER, IMAGE_NUMBERS, IMAGE_PART, imageUrl } from './images.ts'
import { backgroundImagePolicy } from './policies.ts'
import * as schemas from './schemas.ts'
import {
  changedSettings,
  customBackground,
  SETTINGS_KINDS,
  settingsKeys,
  showing,
  withoutBackground,
} from './settings.ts'

/** Webex's operations on background images. */
export function imageRoutes(
  setup: Setup,
  gate: CredentialGate<Caller>,
  orgs: OrgDirectory,
): FastifyPluginAsyncZod {
  const { settings } = setup
  const form = {
    file: IMAGE_PART,
    policy: setup.policy(backgroundImagePolicy.id),
    quotedFilename: false,
    fields: schemas.uploadFields,
  }

  return async app => {
    app.post(
      '/v1/telephony/config/devices/:deviceId/actions/backgroundImageUpload/invoke',
      {
        config: { operation: 'uploadBackgroundImage', form },
        schema: {
          params: schemas.deviceParams,
          querystring: orgQuery,
          response: { 201: schemas.uploadReply },
        },
      },
      async (request, reply) => {
        const org = request.rows.owner(orgs.find(request.query.orgId, gate.caller(request)))
        const { deviceId } = request.params
        orgs.requireDevice(org.id, deviceId)
        const device = orgs.deviceLevel(org.id, deviceId)
        const { file, fields } = await readForm(request, form)
        const image = await request.intake.keep(file, org, {
          kind: IMAGE,
          key: fields.fileName,
          name: fields.fileName,
          id: asUuid,
          whenTaken: settings.duplicateNames,
          plan: {
            keys: settingsKeys(device),
            sequences: [IMAGE_NUMBERS, request.rows.idSequence('device-settings')],
          },
          // The upload also puts the image on the named device. Source: the guide.
          also: (read, replaced) => {
            const data = { number: replaced?.data.number ?? read.next(IMAGE_NUMBERS) }
            const background = { image: 'CUSTOM_BACKGROUND', customUrl: imageUrl({ data }) }
            const change = { read, own: request.rows, now: request.clock.now() }
            const settings = { customizations: customBackground(background), customEnabled: true }
            return { data, put: [changedSettings(change, device, settings)] }
          },
        })
        const names = {
          ...(settings.uploadReplyKeys !== 'fileName' && { filename: fields.fileName }),
          ...(settings.uploadReplyKeys !== 'filename' && { fileName: fields.fileName }),
        }
        return reply
          .code(201)
          .send({ ...names, backgroundImageUrl: shownUrl(image), count: String(image.total) })
      },
    )

    app.get(
      '/v1/telephony/config/devices/backgroundImages',
      {
        config: { operation: 'listBackgroundImages' },
        schema: { querystring: orgQuery, response: { 200: schemas.listReply } },
      },
      async request => {
        const org = request.rows.owner(orgs.find(request.query.orgId, gate.caller(request)))
        const images = await request.rows.list(org, IMAGE)
        return {
          backgroundImages: images.map(row => ({ backgroundImageUrl: shownUrl(row), fileName: row.key })),
          count: images.length,
        }
      },
    )

    app.delete(
      '/v1/telephony/config/devices/backgroundImages',
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
        const org = request.rows.owner(orgs.find(request.query.orgId, gate.caller(request)))
        const { backgroundImages } = request.body
        const keys = backgroundImages.map(({ fileName }) => ({ kind: IMAGE, key: fileName }))
        const plan = { keys, counts: [IMAGE], kinds: SETTINGS_KINDS }
        const outcome = await request.rows.change(org, plan, read => deleteImages(backgroundImages, read))
        return reply.code(outcome.items.every(item => item.result.status === 200) ? 200 : 206).send(outcome)
      },
    )

    app.get(`${IMAGE_FOLDER}/:name`, { config: { isPublic: true } }, async (request, reply) => {
      const image = (await request.rows.listAll(IMAGE)).find(row => imageUrl(row) === request.head.path)
      if (!isAsset(image)) throw new ApiError({ kind: 'not-found', resource: IMAGE, id: request.head.path })
      return serveAsset(request, reply, {
        facts: image.asset,
        etag: image.id,
        open: range => request.rows.read(image, range),
      })
    })
  }

  /** The reference's example has a pair of double quotes inside the value; other examples have none. */
  function shownUrl(row: Parameters<typeof imageUrl>[0]): string {
    return settings.quotedUrl ? `"${imageUrl(row)}"` : imageUrl(row)
  }
}

/**
 * Deletes what is there, each name once, and tells of each entry how it went. An image that a device, a location or
 * the org shows as its background is deleted only by force, and they show none then.
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
    if (row === undefined) return { fileName, result: notDeleted(404) }
    const shownBy = showing([...levels.values()], { url: imageUrl(row), name: fileName })
    if (shownBy.length > 0 && !forceDelete) return { fileName, result: notDeleted(400) }
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

/** The code is documented for an image that can't be deleted; that an unknown one has it too is assumed. */
function notDeleted(status: 400 | 404) {
  return { status, error: { message: texts.notDeleted.value, errorCode: errorCodes.notDeleted.value } }
}
