import { beforeAll, describe } from 'vitest'
import { openS3Blobs } from '../../../src/storage/s3/blobs.ts'
import { describeBlobStore } from '../../contracts/blob-store.ts'
import { endsWithSuite } from '../../helpers/ends.ts'
import { type S3, startS3 } from '../../helpers/replicas/s3.ts'

describe('a bucket', () => {
  const ends = endsWithSuite()
  let s3: S3 | undefined
  beforeAll(async () => {
    s3 = await startS3(ends)
  })

  const open = async (maxBytes: number) => {
    const url = (await s3?.freshBlobs('direct')) ?? ''
    return openS3Blobs({ url, maxBytes, owner: 'tests', timeoutMs: 30_000 })
  }
  describeBlobStore('S3', open, { rounds: 50 })
})
