import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { MediaTypeRow } from '../../../src/core/media-types.ts'
import type { MediaPolicy } from '../../../src/core/policy.ts'
import { shellQuoted } from '../../../src/core/text.ts'
import { type AuthMode, bearerToken, CredentialGate } from '../../../src/http/vendor-kit/credentials.ts'
import type { Dialect } from '../../../src/http/vendor-kit/dialect.ts'
import { noThrottle } from '../../../src/http/vendor-kit/rate-limit.ts'
import { defineVendor, type Vendor } from '../../../src/http/vendor-kit/vendor.ts'

/** What a vendor of one test has of its own. */
export interface BareVendor {
  readonly name: string
  readonly title: string
  readonly dialect: Dialect
  /** The media types that only it knows; none where they are left out. */
  readonly mediaTypes?: readonly MediaTypeRow[]
  /** Who is let in; the server's own mode where it is left out. */
  readonly auth?: AuthMode
  /** What it takes files by, the first of them for its curl command. Paths stand behind `/NAME`. */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]]
  /** Its operations; `policy` answers a policy as configured. */
  readonly routes: (policy: (id: string) => MediaPolicy) => FastifyPluginAsyncZod
}

interface Endpoint {
  readonly policy: MediaPolicy
  readonly operation: string
  readonly path: string
}

/** A vendor with nothing but endpoints: any bearer token lets in, and there is nothing to configure. */
export function bareVendor({
  name,
  title,
  mediaTypes = [],
  dialect,
  auth,
  endpoints,
  routes,
}: BareVendor): Vendor {
  const [{ path }] = endpoints
  return defineVendor({
    name,
    title,
    uploads: 'a picture',
    summary: 'upload pictures',
    basePath: `/${name}`,
    policies: endpoints.map(endpoint => endpoint.policy),
    mediaTypes,
    limits: {},
    secretNames: [],
    examples: [],
    security: {},
    config: {
      settings: z.strictObject({}).prefault({}),
      credential: z.strictObject({}),
      resources: z.strictObject({}).prefault({}),
    },
    prefixes: () => [`/${name}`],
    endpoints: endpoints.map(({ policy, operation, path }) => ({
      policy: policy.id,
      operation,
      route: `POST ${path}`,
    })),
    previews: [],
    curl: (baseUrl, folder) => `curl -F 'file=@${folder}logo.png' ${shellQuoted(baseUrl + path)}`,
    environment: baseUrl => ({ [`${name.toUpperCase()}_URL`]: baseUrl }),
    mount(setup) {
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
        routes: routes(setup.policy),
      }
    },
  })
}
