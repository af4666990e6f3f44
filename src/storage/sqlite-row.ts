import type { AssetFacts } from '../core/asset.ts'
import type { Row, RowData } from './records.ts'

/** A row as SQLite gives it. */
export interface StoredRow {
  readonly position: number
  readonly namespace: string
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

/** As `toRow`, of what a query for one row found. */
export function maybeRow(found: unknown): Row | undefined {
  return found === undefined ? undefined : toRow(found as StoredRow)
}

/** A row as the rest knows it. Names each column, since libsql adds one of its own (`_metadata`) to what `get` answers. */
export function toRow(stored: StoredRow): Row {
  return {
    position: stored.position,
    namespace: stored.namespace,
    vendor: stored.vendor,
    owner: JSON.parse(stored.owner) as string,
    kind: stored.kind,
    key: JSON.parse(stored.key) as string,
    id: JSON.parse(stored.id) as string,
    createdAt: stored.created_at,
    asset: toAsset(stored),
    data: JSON.parse(stored.data) as RowData, // what `put` wrote
  }
}

function toAsset(stored: StoredRow): AssetFacts | undefined {
  if (stored.blob === null || stored.asset === null) return undefined
  const facts = JSON.parse(stored.asset) as Omit<AssetFacts, 'blob'> // what `put` wrote
  return { blob: stored.blob, ...facts, declaredType: facts.declaredType, sha256: facts.sha256 }
}
