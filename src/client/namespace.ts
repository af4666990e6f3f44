import type { AnyVendorName } from '../core/vendor-name.ts'
import { AssetsClient } from './assets.ts'
import { type Call, callerOf } from './call.ts'
import { ClockClient } from './clock.ts'
import { FaultsClient } from './faults.ts'
import { RequestsClient } from './requests.ts'
import { StateClient } from './state.ts'
import { type Expectation, type RequestMatch, type Verification, verify } from './verify.ts'

/** One isolated world of a server. */
export class NamespaceClient implements AsyncDisposable {
  readonly name: string
  /** The server's address, leading into the namespace. */
  readonly url: string
  /** What is stored in the namespace. */
  readonly assets: AssetsClient
  /** What was sent to it. */
  readonly requests: RequestsClient
  /** The failures that are ordered for it. */
  readonly faults: FaultsClient
  /** The namespace's time: token expiry, rate limits and dates follow it. */
  readonly clock: ClockClient
  /** All its rows and bytes as one file. */
  readonly state: StateClient
  readonly #paths: ReadonlyMap<string, string>
  readonly #call: Call

  constructor(options: {
    readonly name: string
    readonly url: string
    /** What each vendor's clients append to the address. */
    readonly basePaths: ReadonlyMap<string, string>
    readonly token: string | undefined
  }) {
    this.name = options.name
    this.url = options.url
    this.#paths = options.basePaths
    this.#call = callerOf(options.url, options.token)
    this.assets = new AssetsClient(this.#call)
    this.requests = new RequestsClient(this.#call)
    this.faults = new FaultsClient(this.#call)
    this.clock = new ClockClient(this.#call)
    this.state = new StateClient(this.#call)
  }

  /** What a vendor's client takes as its base URL. Throws for a name that no vendor has. */
  baseUrl(vendor: AnyVendorName): string {
    const path = this.#paths.get(vendor)
    if (path === undefined)
      throw new Error(`no vendor ${vendor}: there are ${[...this.#paths.keys()].join(', ')}`)
    return this.url + path
  }

  /** Checks that matching requests came as often as expected. Rejects with `VerificationError` when they did not. */
  async verify(expectation: Expectation & { readonly match: RequestMatch }): Promise<Verification> {
    return verify(this.#call, expectation)
  }

  /** Brings the namespace back to its first use: no assets, rows, requests or faults, the machine's time. */
  async reset(): Promise<void> {
    await this.#call('POST', '/reset')
  }

  /** Resets the namespace. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.reset()
  }
}
