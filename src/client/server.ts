import { DEFAULT_NAMESPACE, explicitPath, isNamespaceName, NAMESPACE_NAME_RULE } from '../core/namespace.ts'
import { callerOf, callJson } from './call.ts'
import { ControlApiError } from './control-api-error.ts'
import { NamespaceClient } from './namespace.ts'

/** A running server. It acts as its own namespace `default`. */
export class UploadmockClient extends NamespaceClient {
  readonly #basePaths: ReadonlyMap<string, string>
  readonly #token: string | undefined

  /** @internal Use `startUploadmock` or `connectUploadmock`. */
  constructor(options: {
    readonly url: string
    readonly basePaths: ReadonlyMap<string, string>
    readonly token: string | undefined
  }) {
    super({ name: DEFAULT_NAMESPACE, ...options })
    this.#basePaths = options.basePaths
    this.#token = options.token
  }

  /** Another world on the same server. It exists from its first use. Throws `TypeError` for a name that can't be one. */
  namespace(name: string): NamespaceClient {
    if (!isNamespaceName(name))
      throw new TypeError(`a namespace can't be named ${name}: ${NAMESPACE_NAME_RULE}`)
    const url = this.url + explicitPath(name)
    return new NamespaceClient({ name, url, basePaths: this.#basePaths, token: this.#token })
  }

  /** The server's version. Rejects with `ControlApiError` where what answers is none. */
  async version(): Promise<string> {
    const { version } = await callJson<{ readonly version?: unknown }>(
      callerOf(this.url, this.#token),
      'GET',
      '/health',
    )
    if (typeof version === 'string') return version
    const message = `what answers at ${this.url} is not uploadmock`
    throw new ControlApiError(200, { code: 'unknown', message, path: '' }, '')
  }

  /** Resets every namespace of the server. */
  async resetAll(): Promise<void> {
    await callerOf(this.url, this.#token)('POST', '/reset?all=true')
  }
}
