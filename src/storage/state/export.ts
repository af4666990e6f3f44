import type { Bytes } from '../../core/bytes.ts'
import type { Namespace } from '../../core/namespace.ts'
import { KiB } from '../../core/units.ts'
import { checkAsset, openAsset, type StoredAsset } from '../asset-bytes.ts'
import type { BlobStore } from '../blobs.ts'
import type { Row } from '../records.ts'
import type { Stores } from '../stores.ts'
import { HEAD, type StateRow } from './format.ts'

/** How many assets are looked at together: a store elsewhere takes its time for each. */
const CHECKED_AT_ONCE = 16
/** Rows are told in pieces of about this size. */
const PIECE_CHARS = 64 * KiB

/**
 * A namespace as one file: a line of JSON with the rows, then the bytes of those that have some, in their order.
 * Rejects with `AssetMissing` or `AssetDamaged`, before the first byte, where a row's bytes are gone or not as many as
 * it says; bytes that turn out to be others end the file early, with that error.
 */
export async function exportState(
  { records, blobs }: Pick<Stores, 'records' | 'blobs'>,
  namespace: Namespace,
): Promise<Bytes> {
  const rows = await records.list({ namespace })
  const sequences = Object.fromEntries(await records.sequences(namespace))
  const assets = rows.filter(isStored)
  for (let at = 0; at < assets.length; at += CHECKED_AT_ONCE)
    await Promise.all(assets.slice(at, at + CHECKED_AT_ONCE).map(asset => checkAsset(blobs, asset)))
  return wholeFile({ rows, sequences, assets }, blobs)
}

async function* wholeFile(
  state: {
    readonly rows: readonly Row[]
    readonly sequences: { readonly [name: string]: number }
    readonly assets: readonly StoredAsset[]
  },
  blobs: BlobStore,
): Bytes {
  // Written piece by piece: all rows as one text would take as much memory again.
  let piece = `${JSON.stringify(HEAD).slice(0, -1)},"rows":[`
  for (const [index, row] of state.rows.entries()) {
    piece += `${index === 0 ? '' : ','}${JSON.stringify(toStateRow(row))}`
    if (piece.length < PIECE_CHARS) continue
    yield Buffer.from(piece)
    piece = ''
  }
  yield Buffer.from(`${piece}],"sequences":${JSON.stringify(state.sequences)}}\n`)
  for (const asset of state.assets) yield* await openAsset(blobs, asset)
}

function isStored<Found extends Row>(row: Found): row is Found & StoredAsset {
  return row.asset !== undefined
}

function toStateRow({ vendor, owner, kind, key, id, createdAt, asset, data }: Row): StateRow {
  const row = { vendor, owner, kind, key, id, createdAt, data }
  if (asset === undefined) return row
  const { blob: _, ...facts } = asset
  return { ...row, asset: facts }
}
