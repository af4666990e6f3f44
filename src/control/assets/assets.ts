import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { BoundedMap } from '../../core/bounded-map.ts'
import type { Namespace } from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import { type Asset, isAsset } from '../../http/vendor-kit/rows.ts'
import { BlobNotFound } from '../../storage/blobs.ts'
import type { RowFilter } from '../../storage/records.ts'
import type { Stores } from '../../storage/stores.ts'
import { onePage } from '../paging.ts'

/** An asset as the control API shows it. */
export const assetReply = z.object({
  id: z.string(),
  namespace: z.string(),
  vendor: z.string(),
  owner: z.string(),
  kind: z.string(),
  name: z.string(),
  type: z.string(),
  declaredType: z.string().nullable(),
  bytes: z.number().int(),
  sha256: z.string().nullable(),
  createdAt: z.iso.datetime(),
})

const MAX_HASHES = 10_000

/** What is stored in namespaces, across all vendors. */
export class Assets {
  readonly #stores: Stores
  /** A blob's bytes never change. */
  readonly #hashes = new BoundedMap<string, string>(MAX_HASHES)

  constructor(stores: Stores) {
    this.#stores = stores
  }

  /** One page of a namespace's assets, oldest first, and the cursor of the next; undefined on the last page. */
  async page(filter: RowFilter & { readonly limit: number }) {
    const rows = await this.#stores.records.list({ ...filter, assets: true, limit: filter.limit + 1 })
    const items = onePage(rows.filter(isAsset), filter.limit)
    return { items, next: rows.length > items.length ? items.at(-1)?.position : undefined }
  }

  /** The asset with this id. Throws `not-found`. */
  async find(namespace: Namespace, id: string): Promise<Asset> {
    const row = await this.#stores.records.find(namespace, id)
    if (!isAsset(row)) throw new ApiError({ kind: 'not-found', resource: 'asset', id })
    return row
  }

  /** The asset with its sha256: computed when it is first asked for, and kept. It has none when its bytes are gone. */
  async withHash(namespace: Namespace, asset: Asset): Promise<Asset> {
    if (asset.asset.sha256 !== undefined) return asset
    const sha256 = await this.sha256(asset.asset.blob)
    if (sha256 === undefined) return asset
    const { kind, key } = asset
    const hashed = { ...asset, asset: { ...asset.asset, sha256 } }
    const owner = { namespace, vendor: asset.vendor, id: asset.owner }
    await this.#stores.records.change(owner, { keys: [{ kind, key }] }, rows => ({
      // It may have been deleted or replaced meanwhile.
      put: rows.find(kind, key)?.id === asset.id ? [hashed] : [],
      result: undefined,
    }))
    return hashed
  }

  /** Opens an asset's bytes. Rejects with `BlobNotFound`. */
  open(asset: Asset, range?: { readonly start: number; readonly end: number }) {
    return this.#stores.blobs.get(asset.asset.blob, range)
  }

  /** The hash of stored bytes in lower-case hex; undefined when they are gone. */
  async sha256(blob: string): Promise<string | undefined> {
    const known = this.#hashes.get(blob)
    if (known !== undefined) return known
    const hash = await this.#hash(blob)
    if (hash !== undefined) this.#hashes.set(blob, hash)
    return hash
  }

  async #hash(blob: string): Promise<string | undefined> {
    try {
      const hash = createHash('sha256')
      await pipeline(await this.#stores.blobs.get(blob), hash)
      return hash.digest('hex')
    } catch (error) {
      if (error instanceof BlobNotFound) return undefined
      throw error
    }
  }
}

/** An asset in the control API's words. */
export function toAssetReply(asset: Asset): z.input<typeof assetReply> {
  const { name, type, declaredType, bytes, sha256 } = asset.asset
  return {
    id: asset.id,
    namespace: asset.namespace,
    vendor: asset.vendor,
    owner: asset.owner,
    kind: asset.kind,
    name,
    type,
    declaredType: declaredType ?? null,
    bytes,
    sha256: sha256 ?? null,
    createdAt: new Date(asset.createdAt).toISOString(),
  }
}
