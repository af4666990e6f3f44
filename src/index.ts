import pino from 'pino'
import { UploadmockClient } from './client/server.ts'
import { makeConfig } from './config.ts'
import type { UploadmockOptions } from './config-schema.ts'
import { withoutEndSlashes } from './core/text.ts'
import { LOG_OPTIONS } from './log-options.ts'
import { startServer } from './server.ts'
import { vendors } from './vendors/index.ts'
import { version } from './version.ts'

export type { AssetInfo } from './client/asset-info.ts'
export type { AssetFilter, AssetsClient } from './client/assets.ts'
export type { ClockClient, ClockState } from './client/clock.ts'
export { ControlApiError } from './client/control-api-error.ts'
export type { FaultInfo } from './client/fault-info.ts'
export type { FaultOrder, FaultsClient } from './client/faults.ts'
export type { NamespaceClient } from './client/namespace.ts'
export type { RequestInfo } from './client/request-info.ts'
export { type RequestFilter, type RequestsClient, type WaitOptions, WaitTimeout } from './client/requests.ts'
export type { UploadmockClient } from './client/server.ts'
export type { StateClient } from './client/state.ts'
export {
  type Expectation,
  type RequestMatch,
  type Verification,
  VerificationError,
} from './client/verify.ts'
export { ConfigError } from './config-file.ts'
export type { UploadmockOptions } from './config-schema.ts'
export type { FaultMatch } from './core/fault.ts'
export type { FaultAction } from './core/fault-actions.ts'
export type { FaultReply } from './core/fault-values.ts'
export type { Finding, Outcome } from './core/journal.ts'
export type { ProblemKind } from './core/problem.ts'
export type { VendorName } from './vendors/index.ts'

/** @deprecated Its name is `UploadmockOptions`. */
export type ConfigInput = UploadmockOptions

/** What each vendor's clients append to a server's address. */
const basePaths = new Map(vendors.map(vendor => [vendor.name, vendor.basePath]))

/** A server in this process. It acts as its own namespace `default`. */
class Uploadmock extends UploadmockClient {
  readonly port: number
  readonly #close: () => Promise<void>

  constructor(options: {
    readonly url: string
    readonly port: number
    readonly token: string | undefined
    readonly close: () => Promise<void>
  }) {
    super({ ...options, basePaths })
    this.port = options.port
    this.#close = options.close
  }

  /** Stops the server: running requests get 5 s. Safe to call twice. */
  async close(): Promise<void> {
    await this.#close()
  }

  /** Stops the server. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

export type { Uploadmock }

/**
 * Starts a server in this process; resolves when it listens. Rejects with `ConfigError` for settings that are wrong,
 * and with the system's error for a port that is taken. The port is any free one, and nothing is logged, unless `port`
 * and `logLevel` say so.
 */
export async function startUploadmock(options: UploadmockOptions = {}): Promise<Uploadmock> {
  const config = makeConfig({ port: 0, logLevel: 'silent', ...options }, vendors)
  const server = await startServer({
    config,
    vendors,
    logger: pino({ ...LOG_OPTIONS, level: config.logLevel }),
    misfits: 'log',
  })
  return new Uploadmock({
    url: server.url,
    port: server.port,
    token: config.controlToken,
    close: () => server.close(),
  })
}

/**
 * Talks to a server that runs elsewhere; resolves when it answered. `url` is its address: `http://127.0.0.1:4600`. A
 * server of another version is used all the same, with a process warning. Rejects with `ControlApiError` for what
 * answers but is not uploadmock, and with fetch's own error for what does not answer.
 */
export async function connectUploadmock(
  url: string,
  options: { readonly token?: string } = {},
): Promise<UploadmockClient> {
  const client = new UploadmockClient({ url: withoutEndSlashes(url), basePaths, token: options.token })
  const found = await client.version()
  if (found !== version)
    process.emitWarning(`the server at ${url} is uploadmock ${found}, this client is ${version}`, {
      code: 'UPLOADMOCK_VERSION',
    })
  return client
}
