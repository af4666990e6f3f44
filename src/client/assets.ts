import type { AnyVendorName } from '../core/vendor-name.ts'
import type { AssetInfo } from './asset-info.ts'
import { type Call, callJson } from './call.ts'
import { allPages } from './pages.ts'

/** Which assets a list shows. */
export interface AssetFilter {
  readonly vendor?: AnyVendorName
  readonly owner?: string
}

/** The assets of one namespace. */
export class AssetsClient {
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
  }

  /** Every asset, oldest first, with its hash. */
  async list(filter: AssetFilter = {}): Promise<readonly AssetInfo[]> {
    const query = new URLSearchParams({ sha256: 'true', limit: '1000', ...filter })
    return allPages(this.#call, `/assets?${query}`)
  }

  /** One asset. Rejects with `ControlApiError` where there is none with this id. */
  async get(id: string): Promise<AssetInfo> {
    return callJson(this.#call, 'GET', `/assets/${encodeURIComponent(id)}`)
  }

  /** An asset's bytes, exactly as sent. */
  async bytes(id: string): Promise<Uint8Array> {
    const response = await this.#call('GET', `/assets/${encodeURIComponent(id)}/content`)
    return new Uint8Array(await response.arrayBuffer())
  }
}
