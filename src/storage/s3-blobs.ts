import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { Bytes } from '../core/bytes.ts'
import { MiB } from '../core/units.ts'
import { BlobNotFound, type BlobStore, type ByteRange } from './blobs.ts'
import { SharedBudget } from './shared-budget.ts'
import { StoreUnavailable } from './unavailable.ts'

/** Where the bucket is, what it may hold, and how long it may take. */
export interface S3Options {
  /** `s3://bucket/prefix?endpoint=…&region=…&forcePathStyle=true`; credentials come by the SDK's usual chain. */
  readonly url: string
  readonly maxBytes: number
  /** How long a connection or an answer may take, in milliseconds. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 5_000
/** S3 takes no smaller parts than these. */
const PART_BYTES = 5 * MiB
/** How many keys S3 lists or deletes at once. */
const PAGE = 1_000

/** Opens a store that keeps each blob as an object. Rejects with `StoreUnavailable` where there is no such bucket. */
export async function openS3Blobs({ url, maxBytes, timeoutMs = TIMEOUT_MS }: S3Options): Promise<BlobStore> {
  const { hostname: bucket, pathname, searchParams: query } = new URL(url)
  const folder = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '')
  const [region, endpoint] = [query.get('region'), query.get('endpoint')]
  const client = new S3Client({
    ...(region !== null && { region }),
    ...(endpoint !== null && { endpoint }),
    forcePathStyle: query.get('forcePathStyle') === 'true',
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: timeoutMs,
    },
  })
  const blobs = new S3Blobs({ client, bucket, prefix: folder === '' ? '' : `${folder}/`, maxBytes })
  try {
    await blobs.check()
    return blobs
  } catch (error) {
    client.destroy()
    throw error
  }
}

/** What a store of blobs elsewhere can be asked beside. */
export interface RemoteBlobs extends BlobStore {
  /** Rejects with `StoreUnavailable` where the store can't be used now. */
  check(): Promise<void>
}

class S3Blobs implements RemoteBlobs {
  readonly #client: S3Client
  readonly #bucket: string
  readonly #prefix: string
  readonly #budget: SharedBudget
  readonly #deleting = new Map<string, Promise<void>>()

  constructor(options: { client: S3Client; bucket: string; prefix: string; maxBytes: number }) {
    this.#client = options.client
    this.#bucket = options.bucket
    this.#prefix = options.prefix
    this.#budget = new SharedBudget(options.maxBytes, 'limits.diskBytes', () => this.#measure())
  }

  async check(): Promise<void> {
    await this.#asked(() => this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket })))
  }

  async put(key: string, source: Bytes): Promise<void> {
    const drafted = this.#budget.draft()
    let failure: { readonly error: unknown } | undefined
    async function* counted() {
      try {
        for await (const chunk of source) {
          await drafted.take(chunk.length)
          if (chunk.length > 0) yield chunk
        }
      } catch (error) {
        failure = { error }
        throw error
      }
    }
    const upload = new Upload({
      client: this.#client,
      params: { ...this.#at(key), Body: Readable.from(counted(), { objectMode: false }) },
      partSize: PART_BYTES,
      // One part is sent while the next one is gathered: more would take more memory for each upload.
      queueSize: 1,
      leavePartsOnError: false,
    })
    try {
      await this.#asked(() => upload.done())
      drafted.keep()
    } catch (error) {
      drafted.free()
      throw failure === undefined ? error : failure.error
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const command = new GetObjectCommand({
      ...this.#at(key),
      ...(range !== undefined && { Range: `bytes=${range.start}-${range.end}` }),
    })
    const { Body, ContentRange } = await this.#found(key, () => this.#client.send(command))
    if (!(Body instanceof Readable)) throw new BlobNotFound(key)
    return range === undefined ? Body : onlyRange(Body, range, ContentRange)
  }

  /** Two who remove the same blob at once share the work: its room is given back once. */
  delete(key: string): Promise<void> {
    const under = this.#deleting.get(key)
    if (under !== undefined) return under
    const work = this.#delete(key).finally(() => this.#deleting.delete(key))
    this.#deleting.set(key, work)
    return work
  }

  async #delete(key: string): Promise<void> {
    const bytes = await this.#sizeOf(key)
    if (bytes === undefined) return
    await this.#asked(() => this.#client.send(new DeleteObjectCommand(this.#at(key))))
    this.#budget.free(bytes)
  }

  async *keys(prefix = ''): AsyncIterable<string> {
    for await (const { key } of this.#objects(prefix)) yield key
  }

  async drop(prefix: string): Promise<void> {
    for (;;) {
      const page = await this.#page(prefix)
      if (page.objects.length === 0) return
      const Objects = page.objects.map(({ key }) => ({ Key: this.#prefix + key }))
      const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } })
      const { Errors = [] } = await this.#asked(() => this.#client.send(command))
      if (Errors[0] !== undefined) throw new StoreUnavailable(`the blobs can't be removed: ${Errors[0].Code}`)
      for (const { bytes } of page.objects) this.#budget.free(bytes)
      if (page.next === undefined) return
    }
  }

  async usedBytes(): Promise<number> {
    return this.#budget.used()
  }

  async close(): Promise<void> {
    this.#client.destroy()
  }

  async #measure(): Promise<number> {
    let sum = 0
    for await (const { bytes } of this.#objects('')) sum += bytes
    return sum
  }

  async *#objects(prefix: string): AsyncIterable<{ readonly key: string; readonly bytes: number }> {
    for (let next: string | undefined; ; ) {
      const page = await this.#page(prefix, next)
      yield* page.objects
      if (page.next === undefined) return
      next = page.next
    }
  }

  async #page(prefix: string, token?: string) {
    const command = new ListObjectsV2Command({
      Bucket: this.#bucket,
      Prefix: this.#prefix + prefix,
      MaxKeys: PAGE,
      ...(token !== undefined && { ContinuationToken: token }),
    })
    const { Contents = [], NextContinuationToken } = await this.#asked(() => this.#client.send(command))
    const objects = Contents.map(({ Key = '', Size = 0 }) => ({
      key: Key.slice(this.#prefix.length),
      bytes: Size,
    }))
    return { objects, next: NextContinuationToken }
  }

  async #sizeOf(key: string): Promise<number | undefined> {
    try {
      const { ContentLength = 0 } = await this.#found(key, () =>
        this.#client.send(new HeadObjectCommand(this.#at(key))),
      )
      return ContentLength
    } catch (error) {
      if (error instanceof BlobNotFound) return undefined
      throw error
    }
  }

  async #found<T>(key: string, ask: () => Promise<T>): Promise<T> {
    return this.#asked(async () => {
      try {
        return await ask()
      } catch (error) {
        const name = error instanceof Error ? error.name : ''
        if (['NoSuchKey', 'NotFound'].includes(name)) throw new BlobNotFound(key, { cause: error })
        throw error
      }
    })
  }

  /** Whatever else goes wrong, the store is out of reach: its words may quote what nobody shall read. */
  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof BlobNotFound) throw error
      const reason = error instanceof Error ? error.name : String(error)
      throw new StoreUnavailable(`the blob store is out of reach: ${reason}`, { cause: error })
    }
  }

  #at(key: string) {
    return { Bucket: this.#bucket, Key: this.#prefix + key }
  }
}

/** The bytes that were asked for: some stores answer with more than the range. */
function onlyRange(body: Readable, { start, end }: ByteRange, answered = ''): Readable {
  const [, first = '0', last = ''] = /^bytes (\d+)-(\d+)/.exec(answered) ?? []
  if (Number(first) === start && Number(last) === end) return body
  return Readable.from(slice(body, start - Number(first), end + 1 - Number(first)), { objectMode: false })
}

async function* slice(body: Readable, from: number, to: number): Bytes {
  let offset = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const piece = chunk.subarray(Math.max(0, from - offset), Math.max(0, to - offset))
    if (piece.length > 0) yield piece
    offset += chunk.length
    if (offset >= to) return
  }
}
