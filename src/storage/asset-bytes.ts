import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { AssetFacts } from '../core/asset.ts'
import type { Bytes } from '../core/bytes.ts'
import { BlobNotFound, type BlobStore, type ByteRange } from './blobs.ts'

/** A row with bytes, by what tells it from others. */
export interface StoredAsset {
  readonly id: string
  readonly asset: AssetFacts
}

/** The bytes of an asset are gone. The message names it. */
export class AssetMissing extends BlobNotFound {
  /** Its id, and the name that users know it by. */
  readonly asset: string

  constructor(asset: StoredAsset, options?: ErrorOptions) {
    super(asset.asset.blob, options)
    this.name = 'AssetMissing'
    this.asset = nameOf(asset)
    this.message = `the bytes of asset ${this.asset} are gone`
  }
}

/** The bytes of an asset are not those that were stored. The message names it and says in what they differ. */
export class AssetDamaged extends Error {
  constructor(asset: StoredAsset, difference: string) {
    super(`asset ${nameOf(asset)} is damaged: ${difference}`)
    this.name = 'AssetDamaged'
  }
}

/** Rejects with `AssetMissing` or `AssetDamaged` where there are not as many bytes as the row says. */
export async function checkAsset(blobs: BlobStore, asset: StoredAsset): Promise<void> {
  const { blob, bytes } = asset.asset
  const found = await knownAs(asset, () => blobs.size(blob))
  if (found !== bytes) throw new AssetDamaged(asset, lengths(found, bytes))
}

/**
 * Opens an asset's bytes, or a closed range of them, held against what the row says: as `checkAsset` before the first
 * byte, and the stream fails before its last one where it ends early, or where the hash of a whole asset is another
 * than the known one.
 */
export async function openAsset(blobs: BlobStore, asset: StoredAsset, range?: ByteRange): Promise<Readable> {
  await checkAsset(blobs, asset)
  const source = await knownAs(asset, () => blobs.get(asset.asset.blob, range))
  return Readable.from(compared(source, asset, range), { objectMode: false })
}

/** What comes, a chunk behind: the last one only when all is as it should be. */
async function* compared(source: Bytes, asset: StoredAsset, range: ByteRange | undefined): Bytes {
  const { bytes, sha256 } = asset.asset
  const expected = range === undefined ? bytes : range.end - range.start + 1
  const hash = range === undefined && sha256 !== undefined ? createHash('sha256') : undefined
  let found = 0
  let last: Uint8Array | undefined
  for await (const chunk of source) {
    found += chunk.length
    hash?.update(chunk)
    if (last !== undefined) yield last
    last = chunk
  }
  if (found !== expected) throw new AssetDamaged(asset, lengths(found, expected))
  if (hash !== undefined && hash.digest('hex') !== sha256)
    throw new AssetDamaged(asset, 'its sha256 is another one')
  if (last !== undefined) yield last
}

async function knownAs<T>(asset: StoredAsset, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof BlobNotFound) throw new AssetMissing(asset, { cause: error })
    throw error
  }
}

function lengths(found: number, expected: number): string {
  return `${found} bytes are there, ${expected} were stored`
}

function nameOf({ id, asset }: StoredAsset): string {
  return `${id} (${asset.name})`
}
