import type { NewRow } from './records.ts'
import type { Lookup } from './rows-read.ts'
import { assetColumns, type StoredRow, toRow } from './stored-row.ts'

export const COLUMNS = 'position, vendor, owner, kind, key, id, created_at, data, blob, asset'

/** A text as it is kept: as JSON, which has neither NUL nor half a surrogate pair. */
export function asKept(text: string): string {
  return JSON.stringify(text)
}

/** Whether PostgreSQL can hold a text as it is. One that it can't hold it has not. */
export function isHoldable(text: string | null): boolean {
  return text?.includes('\0') !== true
}

/** A row as the functions of the schema take it. */
export function toStored(row: NewRow) {
  return {
    kind: row.kind,
    key: asKept(row.key),
    id: asKept(row.id),
    created_at: row.createdAt,
    data: JSON.stringify(row.data ?? {}),
    ...assetColumns(row),
  }
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
