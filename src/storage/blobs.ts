import type { Readable } from 'node:stream'
import type { Bytes } from '../core/bytes.ts'

/** A closed range of bytes: both ends are inside it. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Where bytes live. Knows nothing of vendors, types, names or quotas. Keys are ours, never a client's file name. */
export interface BlobStore {
  /**
   * Stores all of `source` under a fresh key. Whole or not at all: until it resolves no `get` sees the blob, and if
   * `source` throws it rejects with that error and leaves nothing. Pulls no faster than it can write. Rejects with
   * `StorageFull` when there is no room.
   */
  put(key: string, source: Bytes): Promise<void>
  /** Opens a blob or a closed byte range of it. Rejects with `BlobNotFound` before the first byte. */
  get(key: string, range?: ByteRange): Promise<Readable>
  /** How many bytes a blob has. Rejects with `BlobNotFound`. */
  size(key: string): Promise<number>
  /** Removes a blob; removing one that is absent is success. */
  delete(key: string): Promise<void>
  /** Every whole blob with this prefix. Drafts never show. */
  keys(prefix?: string): AsyncIterable<string>
  /**
   * Forgets all blobs under a prefix at once (a namespace's generation, with its slash); freeing the space may go on
   * afterwards.
   */
  drop(prefix: string): Promise<void>
  /** How many bytes are held, drafts included. */
  usedBytes(): Promise<number>
  /** Ends what still goes on in the background and lets go of all resources. */
  close(): Promise<void>
}

/** A store of blobs that stands elsewhere, and can be asked more. */
export interface RemoteBlobs extends BlobStore {
  /** Rejects with `StoreUnavailable` where the store can't be used now. */
  check(): Promise<void>
}

/** There is no blob with this key. */
export class BlobNotFound extends Error {
  constructor(key: string, options?: ErrorOptions) {
    super(`no blob ${key}`, options)
    this.name = 'BlobNotFound'
  }
}

/** The store's limit or the disk is reached. The message names which. */
export class StorageFull extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StorageFull'
  }
}
