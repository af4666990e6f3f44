import type { AssetFacts } from '../../core/asset.ts'
import type { NewRow, Row, RowData } from '../records.ts'

/** A row as a database gives it: texts that come from outside are JSON, which every database keeps as it is. */
export interface StoredRow {
  readonly position: number
  readonly vendor: string
  readonly owner: string
  readonly kind: string
  readonly key: string
  readonly id: string
  readonly created_at: number
  readonly data: string
  readonly blob: string | null
  readonly asset: string | null
}

/** A row as the rest knows it. Names each column: libsql adds one of its own (`_metadata`) to what `get` answers. */
export function toRow(namespace: string, stored: StoredRow): Row {
  return {
    position: stored.position,
    namespace,
    vendor: stored.vendor,
    owner: JSON.parse(stored.owner) as string,
    kind: stored.kind,
    key: JSON.parse(stored.key) as string,
    id: JSON.parse(stored.id) as string,
    createdAt: stored.created_at,
    asset: toAsset(stored),
    data: JSON.parse(stored.data) as RowData, // what was written
  }
}

/** The columns of what a row knows of its bytes. */
export function assetColumns({ asset }: NewRow): Pick<StoredRow, 'blob' | 'asset'> {
  if (asset === undefined) return { blob: null, asset: null }
  const { blob, ...facts } = asset
  return { blob, asset: JSON.stringify(facts) }
}

function toAsset({ blob, asset }: StoredRow): AssetFacts | undefined {
  if (blob === null || asset === null) return undefined
  const facts = JSON.parse(asset) as Omit<AssetFacts, 'blob'> // what `assetColumns` wrote
  return { blob, ...facts, declaredType: facts.declaredType, sha256: facts.sha256 }
}
