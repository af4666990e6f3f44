import { openS3Blobs } from '../../../src/storage/s3/blobs.ts'
import { describeBlobStore } from '../../contracts/blob-store.ts'
import { startS3 } from '../../helpers/replicas/s3.ts'

describeBlobStore('S3', async maxBytes => {
  const s3 = await startS3()
  return openS3Blobs({ url: await s3.freshBlobs(), maxBytes, owner: 'tests', timeoutMs: 5_000 })
})
