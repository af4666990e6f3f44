import { randomUUID } from 'node:crypto'
import { curlAddress } from '../../core/text.ts'
import { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import { addRoutes } from '../../http/vendor-kit/operations.ts'
import { pathTo } from '../../http/vendor-kit/paths.ts'
import { basic, bearer } from '../../http/vendor-kit/security.ts'
import { defineVendor } from '../../http/vendor-kit/vendor.ts'
import { fileRoutes } from './backgrounds/file-routes.ts'
import { backgrounds } from './backgrounds/files.ts'
import { filesPath, levels, userLevel } from './backgrounds/levels.ts'
import { previews } from './backgrounds/previews.ts'
import { settingsRoutes } from './backgrounds/settings-routes.ts'
import * as config from './config.ts'
import { zoomCredentials } from './credentials.ts'
import { zoomDialect } from './dialect.ts'
import { Directory } from './directory.ts'
import { examples } from './examples.ts'
import { BASE_PATH, OAUTH_FOLDER } from './paths.ts'
import { categories, limitsByPlan, zoomThrottle } from './rate-limit.ts'
import { tokenRoute } from './tokens/token-route.ts'
import { userRoute } from './user-route.ts'

/** Zoom: virtual background files of accounts, groups and users. */
export const zoom = defineVendor({
  name: 'zoom',
  title: 'Zoom',
  uploads: 'a virtual background',
  summary:
    'upload and delete virtual backgrounds of an account, a group, a user; the settings that list them; users; ' +
    'tokens of server-to-server apps at `/oauth/token`',
  basePath: BASE_PATH,
  policies: levels.map(level => level.policy),
  mediaTypes: [],
  secretNames: [],
  limits: { requestsByPlan: limitsByPlan, requestCategories: categories },
  config,
  prefixes: () => [BASE_PATH, OAUTH_FOLDER],
  endpoints: levels.map(level => ({
    policy: level.policy.id,
    operation: `upload${level.operation}`,
    route: `POST ${pathTo(filesPath(level), { id: `{${level.name}Id}` })}`,
  })),
  examples,
  security: { bearer, basic: { ...basic, only: ['issueToken'] } },
  previews,
  curl: (baseUrl, folder) =>
    `curl ${bearer.curl} -F '${backgrounds.part}=@${folder}photo.jpg;type=image/jpeg' ` +
    curlAddress(baseUrl + pathTo(filesPath(userLevel), { id: 'me' })),
  environment: baseUrl => ({ ZOOM_BASE_URL: baseUrl, ZOOM_ACCESS_TOKEN: 'uploadmock-zoom-token' }),
  mount(setup) {
    const gate = new CredentialGate(setup.auth, zoomCredentials(setup))
    const zoom = { setup, gate, directory: new Directory(setup) }
    return {
      dialect: zoomDialect(setup.settings),
      gate,
      throttle: zoomThrottle(setup, gate),
      // Sent with every reply, errors included, as seen in a live audit of 2026-09-08.
      trackingId: () => `v=2.0;clid=us02;rid=WEB_${randomUUID().replaceAll('-', '')}`,
      replyHeaders: ({ trackingId }) => ({ 'x-zm-trackingid': trackingId }),
      routes: app =>
        addRoutes(app, fileRoutes(zoom), settingsRoutes(zoom), userRoute(zoom), tokenRoute(zoom)),
    }
  },
})
