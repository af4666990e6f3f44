import type { AssetFacts } from '../core/asset.ts'
import type { NewRow, Row, RowData } from './records.ts'
import type { Lookup } from './rows-read.ts'

/** A row as PostgreSQL gives it. */
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

export const COLUMNS = 'position, vendor, owner, kind, key, id, created_at, data, blob, asset'

/** A text as it is kept: as JSON, which has neither NUL nor half a surrogate pair. */
export function asKept(text: string): string {
  return JSON.stringify(text)
}

/** A row as the functions of the schema take it. */
export function toStored(row: NewRow) {
  const { blob = null, ...facts } = row.asset ?? {}
  return {
    kind: row.kind,
    key: asKept(row.key),
    id: asKept(row.id),
    created_at: row.createdAt,
    data: JSON.stringify(row.data ?? {}),
    blob,
    asset: row.asset === undefined ? null : JSON.stringify(facts),
  }
}

/** A row as the rest knows it. */
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
    data: JSON.parse(stored.data) as RowData, // what `toStored` wrote
  }
}

function toAsset({ blob, asset }: StoredRow): AssetFacts | undefined {
  if (blob === null || asset === null) return undefined
  const facts = JSON.parse(asset) as Omit<AssetFacts, 'blob'> // what `toStored` wrote
  return { blob, ...facts, declaredType: facts.declaredType, sha256: facts.sha256 }
}

/** What one statement found of all that a change's plan names. */
export interface PlanFound {
  /** Null where the generation has ended. */
  readonly live: number | null
  readonly version: number
  readonly of_kinds: readonly StoredRow[] | null
  readonly by_key: readonly StoredRow[] | null
  readonly counts: { readonly [kind: string]: number } | null
  readonly sequences: { readonly [name: string]: number } | null
}

/** That as a change looks things up. */
export function lookupIn(namespace: string, found: PlanFound): Lookup {
  const ofKinds = (found.of_kinds ?? []).map(row => toRow(namespace, row))
  const byKey = (found.by_key ?? []).map(row => toRow(namespace, row))
  const all = (kind: string) => ofKinds.filter(row => row.kind === kind)
  return {
    isLive: true,
    all,
    find: (kind, key) => [...ofKinds, ...byKey].find(row => row.kind === kind && row.key === key),
    count: kind => found.counts?.[kind] ?? all(kind).length,
    sequence: name => found.sequences?.[name] ?? 0,
  }
}
