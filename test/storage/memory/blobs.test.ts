import { expect, it } from 'vitest'
import { MemoryBlobs } from '../../../src/storage/memory/blobs.ts'
import { describeBlobStore } from '../../contracts/blob-store.ts'
import { inChunks, sampleBytes } from '../../contracts/sample-bytes.ts'
import { memoryOf } from './memory-of.ts'

describeBlobStore('memory', async maxBytes => new MemoryBlobs(memoryOf(maxBytes)))

it('tells which setting ends the room in memory', async () => {
  const store = new MemoryBlobs(memoryOf(10))
  await expect(store.put('a/1/blob', inChunks(sampleBytes(11)))).rejects.toThrow(
    'limits.memoryBytes is reached: 10 bytes',
  )
})
