import { curlAddress } from '../../core/text.ts'
import { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import { addRoutes } from '../../http/vendor-kit/operations.ts'
import { shownPath } from '../../http/vendor-kit/paths.ts'
import { noThrottle } from '../../http/vendor-kit/rate-limit.ts'
import { basic } from '../../http/vendor-kit/security.ts'
import { defineVendor } from '../../http/vendor-kit/vendor.ts'
import { answerIn } from './answer.ts'
import * as config from './config.ts'
import { softphoneCredentials } from './credentials.ts'
import { softphoneDialect } from './dialect.ts'
import { Digest, digestScheme } from './digest.ts'
import { mediaExamples } from './media/examples.ts'
import { media } from './media/media.ts'
import { mediaRoutes } from './media/media-routes.ts'
import { examplePaths, MEDIA_FOLDER } from './media/paths.ts'
import { mediaPolicy } from './media/policies.ts'
import { previews } from './media/previews.ts'
import { mmmsgExamples } from './mmmsg/examples.ts'
import { mmmsgRoutes } from './mmmsg/mmmsg-routes.ts'
import { MMMSG_PATH, PLACE_PATH } from './mmmsg/paths.ts'
import { mmmsgPolicy } from './mmmsg/policies.ts'

const [upload] = examplePaths.upload
const [precheck] = examplePaths.precheck

/** Acrobits Cloud Softphone: the media services that a VoIP provider's server offers to its users' apps. */
export const cloudSoftphone = defineVendor({
  name: 'cloud-softphone',
  title: 'Acrobits Cloud Softphone',
  uploads: 'a picture to send',
  summary:
    'upload (POST, PUT), precheck (GET, HEAD, POST, PUT), media references, the media at `/media/…`; ' +
    "the two-step way of today's apps under `/mmmsg`",
  basePath: '',
  policies: [mediaPolicy, mmmsgPolicy],
  mediaTypes: [],
  secretNames: [],
  limits: {},
  config,
  prefixes: ({ paths }) => [...paths.upload, ...paths.precheck, ...paths.reference, MEDIA_FOLDER, MMMSG_PATH],
  endpoints: [
    { policy: mediaPolicy.id, operation: 'uploadMedia', route: `POST, PUT ${upload}` },
    { policy: mmmsgPolicy.id, operation: 'putMedia', route: `PUT ${shownPath(PLACE_PATH)}` },
  ],
  examples: [...mediaExamples, ...mmmsgExamples],
  security: { basic, digest: digestScheme },
  previews,
  curl: (baseUrl, folder) =>
    `curl -F from=alice -F password=test -F '${media.part}=@${folder}photo.jpg;type=image/jpeg' ` +
    curlAddress(baseUrl + upload),
  environment: baseUrl => ({
    CLOUD_SOFTPHONE_UPLOAD_URL: baseUrl + upload,
    CLOUD_SOFTPHONE_PRECHECK_URL: baseUrl + precheck,
    CLOUD_SOFTPHONE_USERNAME: 'uploadmock-user',
    CLOUD_SOFTPHONE_PASSWORD: 'uploadmock-password',
  }),
  mount(setup) {
    const digest = new Digest(setup.secret)
    const gate = new CredentialGate(setup.auth, softphoneCredentials(setup, digest))
    const answer = answerIn(setup.settings.format)
    const softphone = { setup, gate, answer }
    return {
      dialect: softphoneDialect(answer, digest),
      gate,
      throttle: noThrottle,
      trackingId: () => '',
      replyHeaders: () => ({}),
      routes: app => addRoutes(app, mediaRoutes(softphone), mmmsgRoutes(softphone)),
    }
  },
})
