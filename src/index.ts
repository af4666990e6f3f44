import pino from 'pino'
import { callerOf, NamespaceClient } from './client.ts'
import { type ConfigInput, makeConfig } from './config.ts'
import { isNamespaceName, NAMESPACE_NAME_RULE } from './core/namespace.ts'
import { startServer } from './server.ts'
import { vendors } from './vendors/index.ts'

export {
  type AssetFilter,
  type AssetInfo,
  AssetsClient,
  ClockClient,
  type ClockState,
  ControlApiError,
  NamespaceClient,
} from './client.ts'
export type { ConfigInput } from './config.ts'
export { ConfigError } from './config-file.ts'

/** Settings of a server in this process: those of a configuration file. The port is any free one unless named. */
export type UploadmockOptions = ConfigInput

/** A server in this process. It acts as its own namespace `default`. */
export class Uploadmock extends NamespaceClient implements AsyncDisposable {
  readonly port: number
  readonly #basePaths: ReadonlyMap<string, string>
  readonly #token: string | undefined
  readonly #close: () => Promise<void>

  /** @internal Use `startUploadmock`. */
  constructor(options: {
    readonly url: string
    readonly port: number
    readonly basePaths: ReadonlyMap<string, string>
    readonly token: string | undefined
    readonly close: () => Promise<void>
  }) {
    super({ name: 'default', ...options })
    this.port = options.port
    this.#basePaths = options.basePaths
    this.#token = options.token
    this.#close = options.close
  }

  /** Another world on the same server. It exists from its first use. Throws `TypeError` for a name that can't be one. */
  namespace(name: string): NamespaceClient {
    if (!isNamespaceName(name))
      throw new TypeError(`a namespace can't be named ${name}: ${NAMESPACE_NAME_RULE}`)
    const url = `${this.url}/ns/${name}`
    return new NamespaceClient({ name, url, basePaths: this.#basePaths, token: this.#token })
  }

  /** Resets every namespace of the server. */
  async resetAll(): Promise<void> {
    await callerOf(this.url, this.#token)('POST', '/reset?all=true')
  }

  /** Stops the server: running requests get 5 s. Safe to call twice. */
  async close(): Promise<void> {
    await this.#close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/**
 * Starts a server in this process; resolves when it listens. Rejects with `ConfigError` for settings that are wrong,
 * and with the system's error for a port that is taken. Logs nothing unless `logLevel` says so.
 */
export async function startUploadmock(options: UploadmockOptions = {}): Promise<Uploadmock> {
  const config = makeConfig({ port: 0, logLevel: 'silent', ...options }, vendors)
  const server = await startServer({
    config,
    vendors,
    logger: pino({ level: config.logLevel }),
    misfits: 'log',
  })
  return new Uploadmock({
    url: server.url,
    port: server.port,
    basePaths: new Map(vendors.map(vendor => [vendor.name, vendor.basePath])),
    token: config.controlToken,
    close: () => server.close(),
  })
}
