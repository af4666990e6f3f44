import { z } from 'zod'
import { curlAddress } from '../../../../src/core/text.ts'
import { CredentialGate } from '../../../../src/http/vendor-kit/credentials.ts'
import { addRoutes } from '../../../../src/http/vendor-kit/operations.ts'
import { noThrottle } from '../../../../src/http/vendor-kit/rate-limit.ts'
import { defineVendor } from '../../../../src/http/vendor-kit/vendor.ts'
import { plainDialect } from '../plain-dialect.ts'
import { apiKey, credentials } from './credentials.ts'
import { examples } from './examples.ts'
import { BASE_PATH, paths } from './paths.ts'
import { notesRoute, uploadRoute } from './picture-routes.ts'
import { picturePolicy, pixmap } from './policies.ts'
import { previews } from './previews.ts'

/** What a new vendor's folder would export, whole and small: nothing that is shared knows of it. */
export const fifth = defineVendor({
  name: 'fifth',
  title: 'Fifth',
  uploads: 'a picture for the wall',
  summary: 'upload pictures; the notes beside them',
  basePath: BASE_PATH,
  policies: [picturePolicy],
  mediaTypes: [pixmap],
  secretNames: ['wallWord'],
  limits: {},
  config: {
    settings: z.strictObject({}).prefault({}),
    credential: z.strictObject({}),
    resources: z.strictObject({}).prefault({}),
  },
  prefixes: () => [BASE_PATH],
  endpoints: [{ policy: picturePolicy.id, operation: 'uploadPicture', route: `POST ${paths.pictures}` }],
  examples,
  security: { apiKey },
  previews,
  curl: (baseUrl, folder) =>
    `curl ${apiKey.curl} -F 'file=@${folder}logo.png;type=image/png' ${curlAddress(baseUrl + paths.pictures)}`,
  environment: baseUrl => ({ FIFTH_URL: baseUrl, FIFTH_KEY: 'uploadmock-fifth-key' }),
  mount: setup => ({
    dialect: plainDialect,
    gate: new CredentialGate(setup.auth, credentials),
    throttle: noThrottle,
    trackingId: () => 'fifth',
    replyHeaders: () => ({}),
    routes: app => addRoutes(app, uploadRoute(setup.policy(picturePolicy.id)), notesRoute),
  }),
})
