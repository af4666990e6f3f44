import { expect, it } from 'vitest'
import { StorageFull } from '../../../src/storage/blobs.ts'
import { keysOf, openFreshS3Blobs } from '../fresh-s3.ts'

async function* bytes(count: number) {
  yield Buffer.alloc(count)
}

it('has no room for a server that starts when others have filled the bucket', async () => {
  const { blobs, another } = await openFreshS3Blobs({ maxBytes: 1_000 })
  await blobs.put('default/1/a', bytes(900))
  const later = await another()
  await expect(later.put('default/1/b', bytes(900))).rejects.toThrow(StorageFull)
  expect(await keysOf(later)).toEqual(['default/1/a'])
})

it('has room again for one server when another has removed what filled it', async () => {
  const { blobs, another } = await openFreshS3Blobs({ maxBytes: 1_000 })
  const later = await another()
  await blobs.put('default/1/a', bytes(900))
  await expect(later.put('default/1/b', bytes(900))).rejects.toThrow(/limits.diskBytes/)
  await later.delete('default/1/a')
  await blobs.put('default/1/c', bytes(900))
  expect(await keysOf(later)).toEqual(['default/1/c'])
})
