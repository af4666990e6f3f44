import { onTestFinished } from 'vitest'
import type { RemoteBlobs } from '../../src/storage/blobs.ts'
import { openS3Blobs, type S3Options } from '../../src/storage/s3/blobs.ts'
import { startS3 } from '../helpers/replicas/s3.ts'

/** An empty bucket of one test's own, as a server opens it; `another` opens it as one more server does. */
export async function openFreshS3Blobs(more: Partial<S3Options> = {}): Promise<{
  readonly blobs: RemoteBlobs
  another(): Promise<RemoteBlobs>
}> {
  const url = await (await startS3()).freshBlobs()
  const another = () => openS3BlobsAt(url, more)
  return { blobs: await another(), another }
}

/** The blobs of an address; closed when the test ends. */
export async function openS3BlobsAt(url: string, more: Partial<S3Options> = {}): Promise<RemoteBlobs> {
  const blobs = await openS3Blobs({ url, maxBytes: 1_000_000_000, owner: 'tests', timeoutMs: 5_000, ...more })
  onTestFinished(() => blobs.close())
  return blobs
}

/** The keys of all blobs. */
export async function keysOf(blobs: RemoteBlobs): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const key of blobs.keys()) keys.push(key)
  return keys
}
