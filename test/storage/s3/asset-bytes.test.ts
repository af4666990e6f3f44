import { expect, it } from 'vitest'
import { AssetMissing, openAsset } from '../../../src/storage/asset-bytes.ts'
import { facts } from '../../contracts/records.ts'
import { inChunks, readAll, sampleBytes } from '../../contracts/sample-bytes.ts'
import { openFreshS3Blobs } from '../fresh-s3.ts'

const KEY = 'default/1/0f8fad5b-d9cb-469f-a165-70867728950e'
const BYTES = 20_000
const asset = { id: 'id-1', asset: facts(KEY, { name: 'logo.png', bytes: BYTES, sha256: undefined }) }

it('refuses an object that was shortened behind the server’s back, by the name of its asset', async () => {
  const { blobs } = await openFreshS3Blobs()
  await blobs.put(KEY, inChunks(sampleBytes(BYTES)))
  expect((await readAll(await openAsset(blobs, asset))).equals(sampleBytes(BYTES))).toBe(true)
  await blobs.put(KEY, inChunks(sampleBytes(BYTES - 1)))
  for (const range of [undefined, { start: 0, end: 9 }])
    await expect(openAsset(blobs, asset, range)).rejects.toThrow(
      `asset id-1 (logo.png) is damaged: ${BYTES - 1} bytes are there, ${BYTES} were stored`,
    )
  await blobs.delete(KEY)
  await expect(openAsset(blobs, asset)).rejects.toThrow(new AssetMissing(asset))
})
