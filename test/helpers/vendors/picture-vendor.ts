import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { asUuid } from '../../../src/core/ids.ts'
import type { MediaTypeRow } from '../../../src/core/media-types.ts'
import type { MediaPolicy } from '../../../src/core/policy.ts'
import { shellQuoted } from '../../../src/core/text.ts'
import { type FormShape, readForm } from '../../../src/http/body/form.ts'
import { type AuthMode, bearerToken, CredentialGate } from '../../../src/http/vendor-kit/credentials.ts'
import type { Dialect } from '../../../src/http/vendor-kit/dialect.ts'
import type { NewAsset } from '../../../src/http/vendor-kit/intake.ts'
import { noThrottle } from '../../../src/http/vendor-kit/rate-limit.ts'
import type { Rows } from '../../../src/http/vendor-kit/rows.ts'
import { defineVendor, type Vendor } from '../../../src/http/vendor-kit/vendor.ts'

/** What one vendor of pictures has of its own. */
export interface PictureVendor {
  readonly name: string
  readonly title: string
  readonly policy: MediaPolicy
  /** The media types that only it knows; none where they are left out. */
  readonly mediaTypes?: readonly MediaTypeRow[]
  readonly dialect: Dialect
  /** Who is let in; the server's own mode where it is left out. */
  readonly auth?: AuthMode
  /** What is written beside a picture. */
  readonly beside?: (rows: Rows) => Pick<NewAsset, 'plan' | 'also'>
  /** Operations beside the upload. */
  readonly more?: FastifyPluginAsyncZod
}

/** What a new vendor's folder would export: it takes pictures at `/NAME/pictures`, and nothing that is shared knows of it. */
export function pictureVendor({
  name,
  title,
  policy,
  mediaTypes = [],
  dialect,
  auth,
  beside,
  more,
}: PictureVendor): Vendor {
  return defineVendor({
    name,
    title,
    uploads: 'a picture',
    summary: 'upload pictures',
    basePath: `/${name}`,
    policies: [policy],
    mediaTypes,
    limits: {},
    examples: [],
    security: {},
    config: {
      settings: z.strictObject({}).prefault({}),
      credential: z.strictObject({}),
      resources: z.strictObject({}).prefault({}),
    },
    prefixes: () => [`/${name}`],
    endpoints: [{ policy: policy.id, operation: 'uploadPicture', route: 'POST /pictures' }],
    previews: [],
    curl: (baseUrl, folder) => `curl -F 'file=@${folder}logo.png' ${shellQuoted(`${baseUrl}/pictures`)}`,
    environment: baseUrl => ({ [`${name.toUpperCase()}_URL`]: baseUrl }),
    mount(setup) {
      const form: FormShape<object> = {
        file: 'file',
        policy: setup.policy(policy.id),
        quotedFilename: false,
        fields: z.object({}),
      }
      return {
        dialect,
        gate: new CredentialGate(auth ?? setup.auth, {
          fromHead: bearerToken,
          fromForm: () => undefined,
          inForm: false,
          known: () => ({}),
          presumed: () => ({}),
          missing: () => [],
        }),
        throttle: noThrottle,
        trackingId: () => name,
        replyHeaders: () => ({}),
        routes: async app => {
          app.post(
            `/${name}/pictures`,
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
      }
    },
  })
}
