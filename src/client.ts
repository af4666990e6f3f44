/** An asset as the server shows it. */
export interface AssetInfo {
  readonly id: string
  readonly namespace: string
  readonly vendor: string
  /** Whom the quota counts against. */
  readonly owner: string
  readonly kind: string
  /** The name a user knows it by. */
  readonly name: string
  /** The type that the content shows; the declared one where it shows none. */
  readonly type: string
  readonly declaredType: string | null
  readonly bytes: number
  /** Lower-case hex; null while nobody asked for it. */
  readonly sha256: string | null
  /** ISO 8601. */
  readonly createdAt: string
}

/** Which assets a list shows. */
export interface AssetFilter {
  readonly vendor?: string
  readonly owner?: string
}

/** The server refused a call of the control API. */
export class ControlApiError extends Error {
  readonly status: number
  readonly code: string
  /** The key that is wrong; empty where none is. */
  readonly path: string

  constructor(
    status: number,
    refusal: { readonly code: string; readonly message: string; readonly path: string },
  ) {
    super(refusal.message)
    this.name = 'ControlApiError'
    this.status = status
    this.code = refusal.code
    this.path = refusal.path
  }
}

/** One isolated world of a server. */
export class NamespaceClient {
  readonly name: string
  /** The server's address, leading into the namespace. */
  readonly url: string
  /** What is stored in the namespace. */
  readonly assets: AssetsClient
  /** The namespace's time: token expiry, rate limits and dates follow it. */
  readonly clock: ClockClient
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
    this.clock = new ClockClient(this.#call)
  }

  /** What a vendor's client takes as its base URL. Throws for a name that is no vendor's. */
  baseUrl(vendor: string): string {
    const path = this.#paths.get(vendor)
    if (path === undefined)
      throw new Error(`no vendor ${vendor}: there are ${[...this.#paths.keys()].join(', ')}`)
    return this.url + path
  }

  /** Brings the namespace back to its first use: no assets, no rows. */
  async reset(): Promise<void> {
    await this.#call('POST', '/reset')
  }
}

/** A namespace's time. */
export interface ClockState {
  /** ISO 8601. */
  readonly now: string
  /** Whether it stands still. */
  readonly frozen: boolean
}

/** The clock of one namespace. A reset of the namespace brings it back to the machine's time. */
export class ClockClient {
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
  }

  /** What time it is in the namespace. */
  async get(): Promise<ClockState> {
    return (await (await this.#call('GET', '/clock')).json()) as ClockState // our own server's reply
  }

  /** Sets the time, which runs on unless it is frozen; without `now` it is frozen, or runs, where it is. */
  async set(state: { readonly now?: string; readonly frozen?: boolean }): Promise<ClockState> {
    return (await (await this.#call('PUT', '/clock', state)).json()) as ClockState // our own server's reply
  }

  /** Moves the time on by milliseconds. */
  async advance(ms: number): Promise<ClockState> {
    return (await (await this.#call('PUT', '/clock', { advanceMs: ms })).json()) as ClockState // our own server's reply
  }
}

/** The assets of one namespace. */
export class AssetsClient {
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
  }

  /** Every asset, oldest first, with its hash. */
  async list(filter: AssetFilter = {}): Promise<readonly AssetInfo[]> {
    const items: AssetInfo[] = []
    for (let after: string | undefined, more = true; more; ) {
      const query = new URLSearchParams({ sha256: 'true', limit: '1000', ...filter, ...(after && { after }) })
      const page = (await (await this.#call('GET', `/assets?${query}`)).json()) as Page // our own server's reply
      items.push(...page.items)
      after = page.next
      more = after !== undefined
    }
    return items
  }

  /** One asset. Rejects with `ControlApiError` where there is none with this id. */
  async get(id: string): Promise<AssetInfo> {
    const response = await this.#call('GET', `/assets/${encodeURIComponent(id)}`)
    return (await response.json()) as AssetInfo // our own server's reply
  }

  /** An asset's bytes, exactly as sent. */
  async bytes(id: string): Promise<Uint8Array> {
    const response = await this.#call('GET', `/assets/${encodeURIComponent(id)}/content`)
    return new Uint8Array(await response.arrayBuffer())
  }
}

interface Page {
  readonly items: readonly AssetInfo[]
  readonly next?: string
}

/** Calls the control API below an address. Rejects with `ControlApiError` for a refusal. */
export type Call = (method: string, path: string, body?: object) => Promise<Response>

/** Makes calls to the control API below `url`, with the control token where one is given. */
export function callerOf(url: string, token: string | undefined): Call {
  return async (method, path, body) => {
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${url}/_mock${path}`, { method, headers, ...sent })
    if (response.ok) return response
    const text = await response.text()
    throw new ControlApiError(response.status, refusalOf(text))
  }
}

function refusalOf(text: string): { readonly code: string; readonly message: string; readonly path: string } {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; path: string } }
    if (typeof error?.message === 'string') return error
  } catch {
    // Not our server's words: shown as they are.
  }
  return { code: 'unknown', message: text, path: '' }
}
