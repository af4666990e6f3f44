import { createHash, type Hash, randomUUID } from 'node:crypto'
import type { Bytes } from '../core/bytes.ts'
import { blobPrefix, type Namespace } from '../core/namespace.ts'
import type { MediaPolicy } from '../core/policy.ts'
import type { BlobStore } from '../storage/blobs.ts'
import { refuseOtherTypes } from './accepts.ts'
import type { MediaTypes } from './catalogue.ts'
import { meter, type Reading } from './meter.ts'

/** What a client says of the file that it sends. */
export interface Declared {
  /** The part's name, for refusals. */
  readonly part: string
  readonly filename?: string | undefined
  readonly type?: string | undefined
}

/** Stored bytes that no asset claims yet. */
export interface Staged {
  readonly blob: string
  readonly policy: MediaPolicy
  readonly filename: string | undefined
  readonly declaredType: string | undefined
  readonly sniffedType: string | undefined
  readonly bytes: number
  /** Lower-case hex; undefined where nobody asked for it while the bytes passed. */
  readonly sha256: string | undefined
}

/** Where files go, and whether they are hashed on their way: that costs about half the speed. */
export interface Destination {
  readonly blobs: BlobStore
  readonly namespace: Namespace
  readonly hash: boolean
  /** By which their types are told. */
  readonly mediaTypes: MediaTypes
}

/**
 * Stores a file that the policy accepts, whole, and answers what is known of it. Rejects with an `ApiError` where
 * the policy refuses it, with the source's own error, or with `StorageFull`, and leaves nothing then.
 */
export async function receive(
  source: Bytes,
  policy: MediaPolicy,
  declared: Declared,
  { blobs, namespace, hash, mediaTypes }: Destination,
): Promise<Staged> {
  const declaredType = declared.type === undefined ? undefined : mediaTypes.normal(declared.type)
  const told = { declared: declaredType, name: mediaTypes.ofName(declared.filename ?? '') }
  if (policy.judgedBy !== 'content') refuseOtherTypes(policy, told[policy.judgedBy], mediaTypes)
  const reading: Reading = { bytes: 0, sniffedType: undefined }
  const blob = blobPrefix(namespace) + randomUUID()
  const metered = meter(source, policy, { part: declared.part, reading, mediaTypes })
  const digest = hash ? createHash('sha256') : undefined
  await blobs.put(blob, digest === undefined ? metered : hashed(metered, digest))
  return {
    blob,
    policy,
    filename: declared.filename,
    declaredType,
    ...reading,
    sha256: digest?.digest('hex'),
  }
}

async function* hashed(source: Bytes, digest: Hash): Bytes {
  for await (const chunk of source) {
    digest.update(chunk)
    yield chunk
  }
}
