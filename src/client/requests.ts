import type { Outcome } from '../core/journal.ts'
import type { AnyVendorName } from '../core/vendor-name.ts'
import { type Call, callJson } from './call.ts'
import { ControlApiError } from './control-api-error.ts'
import { allPages } from './pages.ts'
import type { RequestInfo } from './request-info.ts'
import { nearestText, type Verification } from './verify.ts'

/** Which requests are meant. */
export interface RequestFilter {
  readonly vendor?: AnyVendorName
  readonly operation?: string
  readonly outcome?: Outcome
  /** Only requests received then or later: a date, ISO 8601, or milliseconds since 1970. */
  readonly since?: Date | string | number
}

/** How long to wait, and for how many. */
export interface WaitOptions {
  /** In milliseconds; 5,000 unless named. */
  readonly timeoutMs?: number
  /** 1 unless named. */
  readonly atLeast?: number
}

/** What was waited for did not come. The message tells of the nearest requests. */
export class WaitTimeout extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WaitTimeout'
  }
}

/** The journal of one namespace. */
export class RequestsClient {
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
  }

  /** The requests that the filter names, oldest first. */
  async list(filter: RequestFilter = {}): Promise<readonly RequestInfo[]> {
    return allPages(this.#call, `/requests?${queryOf(filter, { limit: '1000' })}`)
  }

  /** One request. Rejects with `ControlApiError` where there is none with this id. */
  async get(id: string): Promise<RequestInfo> {
    return callJson(this.#call, 'GET', `/requests/${encodeURIComponent(id)}`)
  }

  /** Why a request ended as it did, for people: rules, bytes, and a curl line that passes. */
  async explain(id: string): Promise<string> {
    return (await this.#call('GET', `/requests/${encodeURIComponent(id)}/explain`)).text()
  }

  /**
   * Waits until requests that the filter names have come, and answers them, oldest first. Rejects with `WaitTimeout`
   * when they don't in time.
   */
  async waitFor(
    filter: RequestFilter,
    { timeoutMs = 5_000, atLeast = 1 }: WaitOptions = {},
  ): Promise<readonly RequestInfo[]> {
    const waiting = { limit: '1000', atLeast: String(atLeast), timeoutMs: String(timeoutMs) }
    const { items } = await callJson<{ readonly items: readonly RequestInfo[] }>(
      this.#call,
      'GET',
      `/requests?${queryOf(filter, waiting)}`,
    )
    if (items.length >= atLeast) return items
    const { since: _, ...match } = filter
    const wanted = JSON.stringify(match)
    const had = `${items.length} of ${atLeast} requests like ${wanted} came within ${timeoutMs} ms`
    throw new WaitTimeout([had, ...(await this.#nearest(match, atLeast))].join('\n'))
  }

  /** Forgets the namespace's requests; what is stored stays. */
  async clear(): Promise<void> {
    await this.#call('DELETE', '/requests')
  }

  async #nearest(match: Omit<RequestFilter, 'since'>, atLeast: number): Promise<readonly string[]> {
    try {
      await this.#call('POST', '/verify', { match, atLeast })
      return []
    } catch (error) {
      if (!(error instanceof ControlApiError) || error.status !== 422) throw error
      return nearestText(JSON.parse(error.body) as Verification) // our own server's reply
    }
  }
}

function queryOf(
  { since, ...filter }: RequestFilter,
  more: { readonly [name: string]: string },
): URLSearchParams {
  const from = since instanceof Date ? since.toISOString() : since
  return new URLSearchParams({ ...filter, ...(from !== undefined && { since: String(from) }), ...more })
}
