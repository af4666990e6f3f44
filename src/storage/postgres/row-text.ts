import { assetColumns } from '../driver-kit/stored-row.ts'
import type { NewRow } from '../records.ts'

export const COLUMNS = 'position, vendor, owner, kind, key, id, created_at, data, blob, asset'

/** A text as it is kept: as JSON, which has neither NUL nor half a surrogate pair. */
export function asKept(text: string): string {
  return JSON.stringify(text)
}

/** Whether PostgreSQL can hold a text as it is. What it can't hold is not in it. */
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
