import { StorageFull } from '../blobs.ts'

/** What a store rejects with where the data directory's disk has no room. */
export function diskFull(cause: unknown): StorageFull {
  return new StorageFull('the disk of the data directory is full', { cause })
}
