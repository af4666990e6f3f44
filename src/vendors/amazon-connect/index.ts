import { randomUUID } from 'node:crypto'
import { curlAddress } from '../../core/text.ts'
import { acceptOnlyJson } from '../../http/body/text.ts'
import { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import { addRoutes } from '../../http/vendor-kit/operations.ts'
import { pathTo } from '../../http/vendor-kit/paths.ts'
import { defineVendor } from '../../http/vendor-kit/vendor.ts'
import { bareInstanceId, bareWorkspaceId } from './arns.ts'
import * as config from './config.ts'
import { constraints, mediaTypes } from './constraints.ts'
import { ConnectCredentials } from './credentials.ts'
import { dialect } from './dialect.ts'
import { connectThrottle, requestRate } from './rate-limit.ts'
import { sigv4 } from './signing/scheme.ts'
import { workspaceExamples } from './workspaces/examples.ts'
import { mediaRoutes } from './workspaces/media-routes.ts'
import { MEDIA_FOLDER, paths, WORKSPACES } from './workspaces/paths.ts'
import { mediaSourceChars, workspaceMediaPolicy } from './workspaces/policies.ts'
import { previews } from './workspaces/previews.ts'
import { workspaceRoutes } from './workspaces/workspace-routes.ts'
import { Workspaces } from './workspaces/workspaces.ts'

/** Amazon Connect: workspaces and their media. */
export const amazonConnect = defineVendor({
  name: 'amazon-connect',
  title: 'Amazon Connect',
  uploads: "a workspace's logo",
  summary:
    'import, list and delete workspace media; create, describe, list, update (metadata, theme, visibility) ' +
    'and delete workspaces',
  basePath: '',
  policies: [workspaceMediaPolicy],
  mediaTypes: [],
  secretNames: [],
  limits: { requestRate, mediaSourceChars, mediaTypes, ...constraints },
  config,
  prefixes: () => [WORKSPACES, MEDIA_FOLDER],
  endpoints: [
    {
      policy: workspaceMediaPolicy.id,
      operation: 'ImportWorkspaceMedia',
      route: `POST ${pathTo(paths.media, { instanceId: '{InstanceId}', workspaceId: '{WorkspaceId}' })}`,
    },
  ],
  examples: workspaceExamples,
  security: { sigv4 },
  previews,
  curl: (baseUrl, folder) =>
    `base64 < ${folder}logo.png | tr -d '\\n' | ` +
    `sed 's/.*/{"MediaType":"IMAGE_LOGO_LIGHT_HORIZONTAL","MediaSource":"&"}/' | ` +
    `curl ${sigv4.curl} -H 'Content-Type: application/json' -d @- ` +
    curlAddress(baseUrl + pathTo(paths.media, { instanceId: 'instance-1', workspaceId: 'workspace-1' })),
  environment: baseUrl => ({
    AWS_ENDPOINT_URL_CONNECT: baseUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'uploadmock',
    AWS_SECRET_ACCESS_KEY: 'uploadmock',
  }),
  mount(setup) {
    const credentials = new ConnectCredentials(setup)
    const gate = new CredentialGate(setup.auth, credentials)
    const connect = { setup, gate, workspaces: new Workspaces(setup) }
    return {
      bareOwner: name => bareInstanceId(bareWorkspaceId(name)),
      dialect,
      gate,
      throttle: connectThrottle(setup, gate),
      trackingId: () => randomUUID(),
      replyHeaders: ({ trackingId }) => ({ 'x-amzn-requestid': trackingId }),
      routes: async app => {
        acceptOnlyJson(app)
        if (setup.auth === 'strict')
          app.addHook('preValidation', async ({ routeOptions, head, bodyText }) => {
            const { operation, isPublic = false } = routeOptions.config
            if (operation !== undefined && !isPublic) credentials.verify(head, bodyText ?? '')
          })
        await addRoutes(app, mediaRoutes(connect), workspaceRoutes(connect))
      },
    }
  },
})
