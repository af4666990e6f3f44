import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { BoundedMap } from '../../core/bounded-map.ts'
import type { JournalPart } from '../../core/journal.ts'
import type { Namespace } from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import { type Asset, isAsset } from '../../http/handler-kit/rows.ts'
import { AssetDamaged, AssetMissing, openAsset, type StoredAsset } from '../../storage/asset-bytes.ts'
import { type ByteRange, StorageFull } from '../../storage/blobs.ts'
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
    const sha256 = await this.#hashOf(asset)
    if (sha256 === undefined) return asset
    const hashed = { ...asset, asset: { ...asset.asset, sha256 } }
    try {
      await this.#keepHash(namespace, hashed)
    } catch (error) {
      // It is shown all the same, and computed again the next time.
      if (!(error instanceof StorageFull)) throw error
    }
    return hashed
  }

  async #keepHash(namespace: Namespace, hashed: Asset): Promise<void> {
    const { kind, key, id } = hashed
    const owner = { namespace, vendor: hashed.vendor, id: hashed.owner }
    await this.#stores.records.change(owner, { keys: [{ kind, key }] }, read => ({
      // It may have been deleted or replaced meanwhile.
      put: read.find(kind, key)?.id === id ? [hashed] : [],
      result: undefined,
    }))
  }

  /** Opens an asset's bytes. Rejects as `openAsset` of the stores. */
  open(asset: Asset, range?: ByteRange) {
    return openAsset(this.#stores.blobs, asset, range)
  }

  /** The hash of a file that a request brought, in lower-case hex; undefined when its bytes are gone or damaged. */
  async hashOfPart({ name, bytes }: JournalPart, blob: string): Promise<string | undefined> {
    const facts = { blob, name, type: '', declaredType: undefined, bytes, sha256: undefined }
    try {
      return await this.#hashOf({ id: blob, asset: facts })
    } catch (error) {
      if (error instanceof AssetDamaged) return undefined
      throw error
    }
  }

  /** The hash of an asset's bytes; undefined when they are gone. Rejects with `AssetDamaged`. */
  async #hashOf(asset: StoredAsset): Promise<string | undefined> {
    const { blob } = asset.asset
    const known = this.#hashes.get(blob)
    if (known !== undefined) return known
    const hash = createHash('sha256')
    try {
      await pipeline(await openAsset(this.#stores.blobs, asset), hash)
    } catch (error) {
      if (error instanceof AssetMissing) return undefined
      throw error
    }
    const sha256 = hash.digest('hex')
    this.#hashes.set(blob, sha256)
    return sha256
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
