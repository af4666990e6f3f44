import { randomUUID } from 'node:crypto'
import { headerOf } from '../../http/request/head.ts'
import { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import { addRoutes } from '../../http/vendor-kit/operations.ts'
import { bearer } from '../../http/vendor-kit/security.ts'
import { defineVendor } from '../../http/vendor-kit/vendor.ts'
import * as config from './config.ts'
import { webexCredentials } from './credentials.ts'
import { deviceRoutes } from './devices/device-routes.ts'
import { imageRoutes } from './devices/image-routes.ts'
import { backgroundImagePolicy, maxDeletions } from './devices/policies.ts'
import { dialect } from './dialect.ts'
import { examples } from './examples.ts'
import { bareId } from './ids.ts'
import { OrgDirectory } from './orgs.ts'
import { requestLimit, webexThrottle } from './rate-limit.ts'

const UPLOAD = '/telephony/config/devices/{deviceId}/actions/backgroundImageUpload/invoke'

/** Webex Calling: background images of desk phones. */
export const webex = defineVendor({
  name: 'webex',
  title: 'Webex Calling',
  basePath: '/v1',
  policies: [backgroundImagePolicy],
  limits: { maxDeletions, requestLimit },
  config,
  prefixes: () => ['/v1', '/dms'],
  endpoints: [
    { policy: backgroundImagePolicy.id, operation: 'uploadBackgroundImage', route: `POST ${UPLOAD}` },
  ],
  examples,
  security: { bearer },
  curl: baseUrl =>
    `curl ${bearer.curl} -F 'file=@logo.png;type=image/png' -F fileName=logo.png ` +
    `'${baseUrl}${UPLOAD.replace('{deviceId}', 'phone-1')}'`,
  environment: baseUrl => ({ WEBEX_BASE_URL: baseUrl, WEBEX_ACCESS_TOKEN: 'uploadmock-webex-token' }),
  mount(setup) {
    const gate = new CredentialGate(setup.auth, webexCredentials(setup))
    const orgs = new OrgDirectory(setup)
    return {
      bareOwner: bareId,
      ownerParameter: 'orgId',
      dialect,
      gate,
      throttle: webexThrottle(setup),
      trackingId: head => headerOf(head, 'trackingid') ?? `ROUTERGW_${randomUUID()}`,
      // As recorded, without Strict-Transport-Security: it would bind the developer's own localhost.
      replyHeaders: ({ trackingId }) => ({
        trackingid: trackingId,
        'cache-control': 'no-cache, no-store',
        vary: 'accept-encoding',
      }),
      routes: async app => {
        await addRoutes(app, imageRoutes(setup, gate, orgs), deviceRoutes(gate, orgs))
      },
    }
  },
})
