import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { Bytes } from '../../core/bytes.ts'
import { withoutEndSlashes } from '../../core/text.ts'
import { MiB } from '../../core/units.ts'
import { BlobNotFound, type ByteRange } from '../blobs.ts'
import { StoreUnavailable } from '../errors.ts'

/** S3 takes no smaller parts than these. */
const PART_BYTES = 5 * MiB
/** How many keys S3 lists or deletes at once. */
const PAGE = 1_000
const ATTEMPTS = 2

/** An object as a list tells of it. */
export interface Listed {
  readonly key: string
  readonly bytes: number
}

/**
 * Some objects of a bucket, by the SDK: those below a prefix, which keys here go without. Everything rejects with
 * `StoreUnavailable` where the store is out of reach, refuses us or takes too long.
 */
export class S3Bucket {
  readonly #client: S3Client
  readonly #reader: S3Client
  readonly #timeoutMs: number
  readonly #bucket: string
  readonly #prefix: string

  /**
   * `url` is `s3://bucket/prefix?endpoint=…&region=…&forcePathStyle=true`; credentials come by the SDK's usual chain.
   * Nothing is silent for longer than `timeoutMs`; there are two attempts.
   */
  constructor({ url, timeoutMs }: { readonly url: string; readonly timeoutMs: number }) {
    const { hostname, pathname, searchParams: query } = new URL(url)
    const folder = withoutEndSlashes(decodeURIComponent(pathname)).replace(/^\/+/, '')
    const [region, endpoint] = [query.get('region'), query.get('endpoint')]
    const attemptMs = timeoutMs / ATTEMPTS
    const common = {
      ...(region !== null && { region }),
      ...(endpoint !== null && { endpoint }),
      forcePathStyle: query.get('forcePathStyle') === 'true',
      maxAttempts: ATTEMPTS,
    }
    this.#timeoutMs = timeoutMs
    this.#bucket = hostname
    this.#prefix = folder === '' ? '' : `${folder}/`
    // Silence counts, not duration: a slow line may take its time for a part.
    const client = { connectionTimeout: attemptMs, socketTimeout: timeoutMs }
    this.#client = new S3Client({ ...common, requestHandler: client })
    // Nor does a reader's own pause, while the body waits for it.
    const reader = { connectionTimeout: attemptMs, requestTimeout: attemptMs, throwOnRequestTimeout: true }
    this.#reader = new S3Client({ ...common, requestHandler: reader })
  }

  /** Stores all of `body` under a key, in parts where it is long; after an error nothing is there. */
  async put(key: string, body: Readable): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      params: { ...this.#at(key), Body: body },
      partSize: PART_BYTES,
      // One part is sent while the next one is gathered: more would take more memory for each upload.
      queueSize: 1,
      // Done below, and not waited for: where one call failed, another may take as long to fail.
      leavePartsOnError: true,
    })
    try {
      await asked(() => upload.done())
    } catch (error) {
      const { uploadId: UploadId } = upload
      if (UploadId !== undefined)
        this.#client.send(new AbortMultipartUploadCommand({ ...this.#at(key), UploadId })).catch(() => {})
      throw error
    }
  }

  /** An object's bytes, and which of them these are. Rejects with `BlobNotFound`, too. */
  async get(key: string, range?: ByteRange): Promise<{ readonly bytes: Bytes; readonly answered: string }> {
    const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end}`
    const command = new GetObjectCommand({ ...this.#at(key), ...(Range && { Range }) })
    const { Body, ContentRange = '' } = await found(key, () => this.#reader.send(command))
    if (!(Body instanceof Readable)) throw new BlobNotFound(key)
    return { bytes: unstalled(Body, this.#timeoutMs), answered: ContentRange }
  }

  /** How many bytes an object has. Rejects with `BlobNotFound`, too. */
  async sizeOf(key: string): Promise<number> {
    const { ContentLength = 0 } = await found(key, () =>
      this.#client.send(new HeadObjectCommand(this.#at(key))),
    )
    return ContentLength
  }

  async delete(key: string): Promise<void> {
    await asked(() => this.#client.send(new DeleteObjectCommand(this.#at(key))))
  }

  /** Removes objects, at most as many as a page of a list has. */
  async deleteAll(keys: readonly string[]): Promise<void> {
    const Objects = keys.map(key => ({ Key: this.#prefix + key }))
    const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } })
    const { Errors = [] } = await asked(() => this.#client.send(command))
    if (Errors[0] !== undefined) throw new StoreUnavailable(`the blobs can't be removed: ${Errors[0].Code}`)
  }

  /** One page of the objects whose keys begin with this; `next` leads to the one behind, undefined at the end. */
  async list(
    prefix: string,
    { limit = PAGE, token }: { readonly limit?: number; readonly token?: string } = {},
  ) {
    const command = new ListObjectsV2Command({
      Bucket: this.#bucket,
      Prefix: this.#prefix + prefix,
      MaxKeys: limit,
      ...(token !== undefined && { ContinuationToken: token }),
    })
    const { Contents = [], NextContinuationToken } = await asked(() => this.#client.send(command))
    const objects = Contents.map(
      ({ Key = '', Size = 0 }): Listed => ({ key: Key.slice(this.#prefix.length), bytes: Size }),
    )
    return { objects, next: NextContinuationToken }
  }

  close(): void {
    this.#client.destroy()
    this.#reader.destroy()
  }

  #at(key: string) {
    return { Bucket: this.#bucket, Key: this.#prefix + key }
  }
}

function found<T>(key: string, ask: () => Promise<T>): Promise<T> {
  return asked(async () => {
    try {
      return await ask()
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      if (['NoSuchKey', 'NotFound'].includes(name)) throw new BlobNotFound(key, { cause: error })
      throw error
    }
  })
}

/** Whatever else goes wrong, the store is out of reach; its own words may quote what nobody shall read. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof BlobNotFound) throw error
    const reason = error instanceof Error ? error.name : String(error)
    throw new StoreUnavailable(`the blob store is out of reach: ${reason}`, { cause: error })
  }
}

/** A body whose next bytes must come in time once they are asked for. */
async function* unstalled(body: Readable, withinMs: number): Bytes {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const stalled = setTimeout(() => body.destroy(new StoreUnavailable('the blob store stalls')), withinMs)
      const next = await chunks.next().finally(() => clearTimeout(stalled))
      if (next.done === true) return
      yield next.value
    }
  } finally {
    body.destroy()
  }
}
