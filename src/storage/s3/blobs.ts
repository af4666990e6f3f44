import { Readable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import type { Bytes } from '../../core/bytes.ts'
import { BlobNotFound, type ByteRange, type RemoteBlobs } from '../blobs.ts'
import { SharedBudget } from '../driver-kit/shared-budget.ts'
import { DatabaseUnusable } from '../errors.ts'
import { type Listed, S3Bucket } from './bucket.ts'

/** Where the bucket is, what it may hold, and how long it may take. */
export interface S3Options {
  /** As `S3Bucket` reads it. */
  readonly url: string
  readonly maxBytes: number
  /** Names the database whose rows claim these blobs: another one would take them for nobody's. */
  readonly owner: string
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number
}

/** The key where it stands whose blobs these are; no blob has this name. */
const OWNER_KEY = 'uploadmock-owner'
const OWNER_READS = 20
const OWNER_READ_MS = 50

/**
 * Opens a store that keeps each blob as an object. Rejects with `StoreUnavailable` where the bucket can't be used, and
 * with `DatabaseUnusable` where its blobs are another database's.
 */
export async function openS3Blobs({ url, maxBytes, owner, timeoutMs }: S3Options): Promise<RemoteBlobs> {
  const bucket = new S3Bucket({ url, timeoutMs })
  const blobs = new S3Blobs(bucket, maxBytes)
  try {
    await blobs.check()
    await own(bucket, owner)
    return blobs
  } catch (error) {
    bucket.close()
    throw error
  }
}

/** Servers of one database that start together all write the same. */
async function own(bucket: S3Bucket, owner: string): Promise<void> {
  const note = `${owner}\n`
  for (let attempt = 1; ; attempt++) {
    const present = await ownerOf(bucket)
    if (present === note) return
    if (present === undefined) await bucket.put(OWNER_KEY, Readable.from([Buffer.from(note)]))
    // One without its end is being written just now, by a store that shows what is not whole yet.
    else if (present.endsWith('\n') || attempt === OWNER_READS)
      throw new DatabaseUnusable("the blobs are another database's: choose another prefix for this one's")
    else await after(OWNER_READ_MS)
  }
}

async function ownerOf(bucket: S3Bucket): Promise<string | undefined> {
  try {
    const { bytes } = await bucket.get(OWNER_KEY)
    const chunks: Uint8Array[] = []
    for await (const chunk of bytes) chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  } catch (error) {
    if (error instanceof BlobNotFound) return undefined
    throw error
  }
}

class S3Blobs implements RemoteBlobs {
  readonly #bucket: S3Bucket
  readonly #budget: SharedBudget
  readonly #deleting = new Map<string, Promise<void>>()

  constructor(bucket: S3Bucket, maxBytes: number) {
    this.#bucket = bucket
    this.#budget = new SharedBudget(maxBytes, 'limits.diskBytes', () => this.#measure())
  }

  async check(): Promise<void> {
    // No namespace has such a name: it lists nothing.
    await this.#bucket.list('-/', { limit: 1 })
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
    try {
      await this.#bucket.put(key, Readable.from(counted(), { objectMode: false }))
      drafted.keep()
    } catch (error) {
      drafted.free()
      throw failure === undefined ? error : failure.error
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const { bytes, answered } = await this.#bucket.get(key, range)
    return Readable.from(range === undefined ? bytes : onlyRange(bytes, range, answered), {
      objectMode: false,
    })
  }

  size(key: string): Promise<number> {
    return this.#bucket.sizeOf(key)
  }

  /** Two requests that remove the same blob at once share the work: its room is given back once. */
  delete(key: string): Promise<void> {
    const underWay = this.#deleting.get(key)
    if (underWay !== undefined) return underWay
    const work = this.#delete(key).finally(() => this.#deleting.delete(key))
    this.#deleting.set(key, work)
    return work
  }

  async *keys(prefix = ''): AsyncIterable<string> {
    for await (const { key } of this.#objects(prefix)) yield key
  }

  async drop(prefix: string): Promise<void> {
    for (;;) {
      const { objects, next } = await this.#bucket.list(prefix)
      if (objects.length === 0) return
      await this.#bucket.deleteAll(objects.map(({ key }) => key))
      for (const { bytes } of objects) this.#budget.free(bytes)
      if (next === undefined) return
    }
  }

  async usedBytes(): Promise<number> {
    return this.#budget.used()
  }

  async close(): Promise<void> {
    this.#bucket.close()
  }

  async #delete(key: string): Promise<void> {
    try {
      const bytes = await this.#bucket.sizeOf(key)
      await this.#bucket.delete(key)
      this.#budget.free(bytes)
    } catch (error) {
      if (!(error instanceof BlobNotFound)) throw error
    }
  }

  async #measure(): Promise<number> {
    let sum = 0
    for await (const { bytes } of this.#objects('')) sum += bytes
    return sum
  }

  async *#objects(prefix: string): AsyncIterable<Listed> {
    let token: string | undefined
    do {
      const { objects, next } = await this.#bucket.list(prefix, token === undefined ? {} : { token })
      yield* objects.filter(({ key }) => key !== OWNER_KEY)
      token = next
    } while (token !== undefined)
  }
}

/** The bytes that were asked for: some stores answer with more than the range. */
function onlyRange(bytes: Bytes, { start, end }: ByteRange, answered: string): Bytes {
  const [, first = '0', last = ''] = /^bytes (\d+)-(\d+)/.exec(answered) ?? []
  if (Number(first) === start && Number(last) === end) return bytes
  return slice(bytes, start - Number(first), end + 1 - Number(first))
}

async function* slice(bytes: Bytes, from: number, to: number): Bytes {
  let offset = 0
  for await (const chunk of bytes) {
    const piece = chunk.subarray(Math.max(0, from - offset), Math.max(0, to - offset))
    if (piece.length > 0) yield piece
    offset += chunk.length
    if (offset >= to) return
  }
}
