import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { asUuid } from '../../../src/core/ids.ts'
import type { MediaPolicy } from '../../../src/core/policy.ts'
import { readForm } from '../../../src/http/body/form.ts'
import type { NewAsset } from '../../../src/http/vendor-kit/intake.ts'
import type { Rows } from '../../../src/http/vendor-kit/rows.ts'
import type { Vendor } from '../../../src/http/vendor-kit/vendor.ts'
import { type BareVendor, bareVendor } from './bare-vendor.ts'

/** What one vendor of pictures has of its own. */
export interface PictureVendor extends Omit<BareVendor, 'endpoints' | 'routes'> {
  readonly policy: MediaPolicy
  /** What is written beside a picture. */
  readonly beside?: (rows: Rows) => Pick<NewAsset, 'plan' | 'also'>
  /** Operations beside the upload. */
  readonly more?: FastifyPluginAsyncZod
}

/** What a new vendor's folder would export: it takes pictures at `/NAME/pictures`, and nothing that is shared knows of it. */
export function pictureVendor({ policy, beside, more, ...own }: PictureVendor): Vendor {
  return bareVendor({
    ...own,
    endpoints: [{ policy, operation: 'uploadPicture', path: '/pictures' }],
    routes: configured => async app => {
      const form = {
        file: 'file',
        policy: configured(policy.id),
        quotedFilename: false,
        fields: z.object({}),
      }
      app.post(
        `/${own.name}/pictures`,
        { config: { operation: 'uploadPicture', form } },
        async (request, reply) => {
          const { file } = await readForm(request, form)
          const picture = await request.intake.keep(file, request.rows.owner('all'), {
            kind: 'picture',
            name: file.filename ?? 'picture',
            id: asUuid,
            whenTaken: 'refuse',
            ...beside?.(request.rows),
          })
          return reply.code(201).send({ id: picture.id })
        },
      )
      if (more !== undefined) await app.register(more)
    },
  })
}
