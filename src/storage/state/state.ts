import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import type { Bytes } from '../../core/bytes.ts'
import { blobPrefix, type Namespace } from '../../core/namespace.ts'
import { MiB } from '../../core/units.ts'
import { OutcomeUnknown } from '../errors.ts'
import type { Row } from '../records.ts'
import type { Stores } from '../stores.ts'
import { ByteReader, CutOff } from './byte-reader.ts'

const FORMAT = 'uploadmock-state'
const VERSION = 1
/** Enough for some hundred thousand rows. */
const MAX_HEADER_BYTES = 256 * MiB

/** A name of ours, which every store keeps as it is. */
const word = z.string().regex(/^[^\0]*$/, 'must not contain NUL')

const asset = z.strictObject({
  name: z.string(),
  type: z.string(),
  declaredType: z.string().optional(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().optional(),
})

const header = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  rows: z.array(
    z.strictObject({
      vendor: word,
      owner: z.string(),
      kind: word,
      key: z.string(),
      id: z.string(),
      createdAt: z.number().int(),
      asset: asset.optional(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  sequences: z.record(word, z.number().int().nonnegative()),
})
type StateRow = z.output<typeof header>['rows'][number]

/** A file that is not the state of a namespace, or not the whole of it. The message is for people; `path` names the key. */
export class StateUnusable extends Error {
  readonly path: string

  constructor(message: string, path = '', options?: ErrorOptions) {
    super(message, options)
    this.name = 'StateUnusable'
    this.path = path
  }
}

/** A namespace as one file: a line of JSON with the rows, then the bytes of those that have some, in their order. */
export async function* exportState({ records, blobs }: Stores, namespace: Namespace): Bytes {
  const rows = await records.list({ namespace })
  const sequences = Object.fromEntries(await records.sequences(namespace))
  const first = { format: FORMAT, version: VERSION, rows: rows.map(toStateRow), sequences }
  yield Buffer.from(`${JSON.stringify(first)}\n`)
  for (const row of rows) if (row.asset !== undefined) yield* await blobs.get(row.asset.blob)
}

/**
 * Makes a file the whole content of a namespace, or leaves that as it is: throws `StateUnusable` for a file that is
 * broken, cut off or of another version, `StorageFull` where there is no room.
 */
export async function importState({ records, blobs }: Stores, name: string, source: Bytes): Promise<void> {
  const draft = await records.draft(name)
  const reader = new ByteReader(source)
  let ended: Namespace | undefined
  try {
    const { rows, sequences } = await readHeader(reader)
    const kept = []
    for (const { asset, ...row } of rows) {
      if (asset === undefined) {
        kept.push(row)
        continue
      }
      const blob = blobPrefix(draft) + randomUUID()
      await blobs.put(blob, reader.take(asset.bytes))
      kept.push({ ...row, asset: { blob, declaredType: undefined, sha256: undefined, ...asset } })
    }
    if (!(await reader.isAtEnd())) throw new StateUnusable('more bytes follow than the rows name')
    ended = await records.adopt(draft, { rows: kept, sequences: new Map(Object.entries(sequences)) })
  } catch (error) {
    // Where nobody knows whether the rows stand, a sweep finds out.
    if (!(error instanceof OutcomeUnknown)) await blobs.drop(blobPrefix(draft)).catch(() => {})
    throw error instanceof CutOff ? new StateUnusable('the file is cut off', '', { cause: error }) : error
  } finally {
    await reader.close()
  }
  // The new generation stands: bytes of the old one that can't be removed now cost room, no correctness.
  if (ended !== undefined) await blobs.drop(blobPrefix(ended)).catch(() => {})
}

async function readHeader(reader: ByteReader): Promise<z.output<typeof header>> {
  const line = await reader.line(MAX_HEADER_BYTES)
  const parsed = header.safeParse(parseJson(line))
  if (parsed.success) return withoutDoubles(parsed.data)
  const [issue] = parsed.error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...(issue?.path ?? []), ...unknown].join('.')
  throw new StateUnusable(unknown.length > 0 ? 'is not a known key' : (issue?.message ?? 'is invalid'), path)
}

/** Each row has an id of its own, and a key of its own in its owner and kind. */
function withoutDoubles(state: z.output<typeof header>): z.output<typeof header> {
  const taken = new Set<string>()
  for (const [index, { vendor, owner, kind, key, id }] of state.rows.entries())
    for (const name of [JSON.stringify([id]), JSON.stringify([vendor, owner, kind, key])]) {
      if (taken.has(name)) throw new StateUnusable('is there twice', `rows.${index}`)
      taken.add(name)
    }
  return state
}

function parseJson(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '')
  } catch (error) {
    throw new StateUnusable('this is not the state of a namespace: its first line is not JSON', '', {
      cause: error,
    })
  }
}

function toStateRow({ vendor, owner, kind, key, id, createdAt, asset, data }: Row): StateRow {
  const row = { vendor, owner, kind, key, id, createdAt, data }
  if (asset === undefined) return row
  const { blob: _, ...facts } = asset
  return { ...row, asset: facts }
}
