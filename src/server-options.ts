import type { FastifyServerOptions } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { readConfiguredFile } from './config-file.ts'
import type { Config } from './config-schema.ts'
import { validatorCompiler } from './http/body/validate.ts'

/** Fastify's types expect those of JSON Schema here. */
type CompilersFactory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

const compilersFactory = {
  buildValidator: () => validatorCompiler,
  buildSerializer: () => serializerCompiler,
} as unknown as CompilersFactory

/** What Fastify and Node's server are set up with. Throws `ConfigError` for a certificate that can't be read. */
export function serverOptions({ timeouts, tlsCert, tlsKey }: Config) {
  const http = {
    // Node would take the longer of the two as the limit for the whole request.
    headersTimeout: Math.min(timeouts.headersMs, timeouts.requestMs),
    // Node looks at slow connections only every 30 seconds otherwise.
    connectionsCheckingInterval: Math.min(1_000, timeouts.headersMs, timeouts.requestMs),
    // Node would refuse a request without a Host by itself, in no vendor's words.
    requireHostHeader: false,
  }
  const shared = {
    requestTimeout: timeouts.requestMs,
    // Fastify would load compilers of JSON Schema, which takes longer than to mount all vendors.
    schemaController: { compilersFactory },
    // Fastify would set a timer for each plugin, and ours wait for nothing but a store.
    pluginTimeout: 0,
  }
  return tlsCert === undefined || tlsKey === undefined
    ? { ...shared, http }
    : {
        ...shared,
        https: {
          ...http,
          // A client that says nothing after it connected has no head yet, and Node would wait two minutes.
          handshakeTimeout: timeouts.headersMs,
          cert: readConfiguredFile(tlsCert),
          key: readConfiguredFile(tlsKey),
        },
      }
}
