import type { Config } from './config.ts'
import { readConfiguredFile } from './config-file.ts'

/** What Fastify and Node's server are set up with. Throws `ConfigError` for a certificate that can't be read. */
export function serverOptions({ timeouts, tlsCert, tlsKey }: Config) {
  const http = {
    // Node would take the longer of the two for the request's as a whole.
    headersTimeout: Math.min(timeouts.headersMs, timeouts.requestMs),
    // Node looks at slow connections only every 30 seconds otherwise.
    connectionsCheckingInterval: Math.min(1_000, timeouts.headersMs, timeouts.requestMs),
    // Node would refuse a request without a Host by itself, in nobody's words.
    requireHostHeader: false,
  }
  const shared = { requestTimeout: timeouts.requestMs }
  return tlsCert === undefined || tlsKey === undefined
    ? { ...shared, http }
    : { ...shared, https: { ...http, cert: readConfiguredFile(tlsCert), key: readConfiguredFile(tlsKey) } }
}
