import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asUuid } from '../../../core/ids.ts'
import { readForm } from '../../../http/body/form.ts'
import { BASE_PATH } from '../paths.ts'
import { orgQuery } from '../schemas.ts'
import { orgOf, type Webex } from '../webex.ts'
import { customBackground } from './background.ts'
import { backgroundImages, IMAGE, IMAGE_NUMBERS, imageUrl, shownUrl } from './images.ts'
import { settingsKeys } from './levels.ts'
import { paths } from './paths.ts'
import { backgroundImagePolicy } from './policies.ts'
import * as schemas from './schemas.ts'
import { changedSettings } from './settings.ts'

/** Uploads a background image, which also puts it on the named device. Source: the guide. */
export function uploadRoute(webex: Webex): FastifyPluginAsyncZod {
  const { settings } = webex.setup
  const form = {
    file: backgroundImages.part,
    policy: webex.setup.policy(backgroundImagePolicy.id),
    quotedFilename: false,
    fields: schemas.uploadFields,
  }

  return async app => {
    app.post(
      BASE_PATH + paths.uploadImage,
      {
        config: { operation: 'uploadBackgroundImage', form },
        schema: {
          params: schemas.deviceParams,
          querystring: orgQuery,
          response: { 201: schemas.uploadReply },
        },
      },
      async (request, reply) => {
        const { rows } = request
        const org = orgOf(request, webex)
        const { deviceId } = request.params
        webex.orgs.requireDevice(org.id, deviceId)
        const device = webex.orgs.deviceLevel(org.id, deviceId)
        const { file, fields } = await readForm(request, form)
        const image = await request.intake.keep(file, org, {
          kind: IMAGE,
          key: fields.fileName,
          name: fields.fileName,
          id: asUuid,
          whenTaken: settings.duplicateNames,
          plan: { keys: settingsKeys(device), sequences: [IMAGE_NUMBERS, rows.idSequence(device.kind)] },
          also: (read, replaced) => {
            const data = { number: replaced?.data.number ?? read.next(IMAGE_NUMBERS) }
            const background = { image: 'CUSTOM_BACKGROUND', customUrl: imageUrl({ data }) }
            const change = { read, own: rows, now: request.clock.now() }
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
          .send({ ...names, backgroundImageUrl: shownUrl(image, settings), count: String(image.total) })
      },
    )
  }
}
