import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MiB } from '../../src/core/units.ts'
import { AssetDamaged, AssetMissing, checkAsset, openAsset } from '../../src/storage/asset-bytes.ts'
import { BlobNotFound, type BlobStore } from '../../src/storage/blobs.ts'
import { openFileBlobs } from '../../src/storage/files/blobs.ts'
import { MemoryBlobs } from '../../src/storage/memory/blobs.ts'
import { facts } from '../contracts/records.ts'
import { inChunks, readAll, sampleBytes } from '../contracts/sample-bytes.ts'
import { temporaryFolder } from '../helpers/temporary.ts'
import { memoryOf } from './memory/memory-of.ts'

const BYTES = 200_000
const KEY = 'default/1/0f8fad5b-d9cb-469f-a165-70867728950e'
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** An asset whose row says that it has these bytes. */
const assetOf = (bytes: Uint8Array, sha256: string | undefined = undefined) => ({
  id: 'id-1',
  asset: facts(KEY, { name: 'logo.png', bytes: bytes.length, sha256 }),
})

const stores: readonly (readonly [string, () => Promise<BlobStore>])[] = [
  ['memory', async () => new MemoryBlobs(memoryOf(4 * MiB))],
  ['files', () => openFileBlobs({ dir: temporaryFolder(), maxBytes: 4 * MiB })],
]

describe.each(stores)('an asset’s bytes in %s', (_, open) => {
  /** A store in which these bytes lie, whatever the row says. */
  async function holding(bytes: Uint8Array): Promise<BlobStore> {
    const store = await open()
    await store.put(KEY, inChunks(bytes))
    return store
  }

  it.each([0, 1, BYTES])('come whole, and in ranges: %i of them', async length => {
    const bytes = sampleBytes(length)
    const store = await holding(bytes)
    for (const sha256 of [undefined, hashOf(bytes)]) {
      const asset = assetOf(bytes, sha256)
      expect((await readAll(await openAsset(store, asset))).equals(bytes)).toBe(true)
      if (length === 0) continue
      const range = { start: length >> 1, end: length - 1 }
      const found = await readAll(await openAsset(store, asset, range))
      expect(found.equals(bytes.subarray(range.start))).toBe(true)
    }
  })

  it.each([
    ['fewer', BYTES - 1],
    ['more', BYTES + 1],
    ['none', 0],
  ])('are refused before the first one where %s are there than the row says', async (_how, length) => {
    const store = await holding(sampleBytes(length))
    const asset = assetOf(sampleBytes(BYTES))
    const error = new AssetDamaged(asset, `${length} bytes are there, ${BYTES} were stored`)
    expect(error.message).toMatch(/^asset id-1 \(logo\.png\) is damaged: /)
    for (const range of [undefined, { start: 0, end: 9 }])
      await expect(openAsset(store, asset, range)).rejects.toThrow(error)
    await expect(checkAsset(store, asset)).rejects.toThrow(error)
  })

  it('are refused where they are gone, and the refusal names the asset', async () => {
    const asset = assetOf(sampleBytes(BYTES))
    const refused = openAsset(await open(), asset)
    await expect(refused).rejects.toBeInstanceOf(BlobNotFound)
    await expect(refused).rejects.toThrow(new AssetMissing(asset))
    await expect(refused).rejects.toThrow('the bytes of asset id-1 (logo.png) are gone')
  })

  it('never come whole where their sha256 is another one', async () => {
    const store = await holding(sampleBytes(BYTES, 1))
    const stream = await openAsset(store, assetOf(sampleBytes(BYTES), hashOf(sampleBytes(BYTES))))
    let length = 0
    const read = async () => {
      for await (const chunk of stream) length += chunk.length
    }
    await expect(read()).rejects.toThrow('asset id-1 (logo.png) is damaged: its sha256 is another one')
    expect(length).toBeLessThan(BYTES)
  })
})

it('fails rather than ends where the store’s bytes end early', async () => {
  const blobs = new MemoryBlobs(memoryOf(MiB))
  const bytes = sampleBytes(BYTES)
  await blobs.put(KEY, inChunks(bytes))
  const cutting: BlobStore = Object.assign(Object.create(blobs), {
    size: async () => BYTES,
    get: () => blobs.get(KEY, { start: 0, end: BYTES - 2 }),
  })
  await expect(readAll(await openAsset(cutting, assetOf(bytes)))).rejects.toBeInstanceOf(AssetDamaged)
})
