import { randomUUID } from 'node:crypto'
import { curlAddress } from '../../core/text.ts'
import { headerOf } from '../../http/request/head.ts'
import { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import { addRoutes } from '../../http/vendor-kit/operations.ts'
import { pathTo, shownPath } from '../../http/vendor-kit/paths.ts'
import { bearer } from '../../http/vendor-kit/security.ts'
import { defineVendor } from '../../http/vendor-kit/vendor.ts'
import * as config from './config.ts'
import { webexCredentials } from './credentials.ts'
import { deviceRoutes } from './devices/device-routes.ts'
import { deviceExamples } from './devices/examples.ts'
import { imageRoutes } from './devices/image-routes.ts'
import { backgroundImages, DMS_FOLDER } from './devices/images.ts'
import { jobRoutes } from './devices/job-routes.ts'
import { paths } from './devices/paths.ts'
import { backgroundImagePolicy, maxDeletions } from './devices/policies.ts'
import { previews } from './devices/previews.ts'
import { secretNames } from './devices/secret-names.ts'
import { settingsRoutes } from './devices/settings-routes.ts'
import { dialect } from './dialect.ts'
import { bareId } from './ids.ts'
import { OrgDirectory } from './orgs.ts'
import { BASE_PATH } from './paths.ts'
import { requestLimit, webexThrottle } from './rate-limit.ts'

/** Webex Calling: background images of desk phones. */
export const webex = defineVendor({
  name: 'webex',
  title: 'Webex Calling',
  uploads: "a phone's background image",
  summary:
    'upload, list and delete background images (an image in use only by force); devices, their settings, ' +
    "a location's and an org's, the job that writes these; the images at `/dms/Cisco_Phone_Background/…`",
  basePath: BASE_PATH,
  policies: [backgroundImagePolicy],
  mediaTypes: [],
  secretNames,
  limits: { maxDeletions, requestLimit },
  config,
  prefixes: () => [BASE_PATH, DMS_FOLDER],
  endpoints: [
    {
      policy: backgroundImagePolicy.id,
      operation: 'uploadBackgroundImage',
      route: `POST ${shownPath(paths.uploadImage)}`,
    },
  ],
  examples: deviceExamples,
  security: { bearer },
  previews,
  curl: (baseUrl, folder) =>
    `curl ${bearer.curl} -F '${backgroundImages.part}=@${folder}logo.png;type=image/png' -F fileName=logo.png ` +
    curlAddress(baseUrl + pathTo(paths.uploadImage, { deviceId: 'phone-1' })),
  environment: baseUrl => ({ WEBEX_BASE_URL: baseUrl, WEBEX_ACCESS_TOKEN: 'uploadmock-webex-token' }),
  mount(setup) {
    const gate = new CredentialGate(setup.auth, webexCredentials(setup))
    const webex = { setup, gate, orgs: new OrgDirectory(setup) }
    return {
      bareOwner: bareId,
      ownerParameter: 'orgId',
      dialect,
      gate,
      throttle: webexThrottle(setup),
      trackingId: head => headerOf(head, 'trackingid') ?? `ROUTERGW_${randomUUID()}`,
      // As recorded, but without Strict-Transport-Security, which would bind the developer's own localhost.
      replyHeaders: ({ trackingId }) => ({
        trackingid: trackingId,
        'cache-control': 'no-cache, no-store',
        vary: 'accept-encoding',
      }),
      routes: app =>
        addRoutes(app, imageRoutes(webex), deviceRoutes(webex), settingsRoutes(webex), jobRoutes(webex)),
    }
  },
})
