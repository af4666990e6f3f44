import type { Lookup } from '../driver-kit/planned-rows.ts'
import { assetColumns, type StoredRow, toRow } from '../driver-kit/stored-row.ts'
import type { NewRow, Owner, Row } from '../records.ts'
import type { Statements } from './statements.ts'

/** How a change looks up one owner's rows. */
export function lookupIn(sql: Statements, owner: Owner): Lookup {
  const { name } = owner.namespace
  const own = [name, owner.vendor, owner.id] as const
  return {
    isLive: true,
    all: kind => (sql.allOfKind.all(...own, kind) as StoredRow[]).map(row => toRow(name, row)),
    find: (kind, key) => maybeRow(name, sql.findByKey.get(...own, kind, key)),
    count: kind => (sql.count.get(...own, kind) as { rows: number }).rows,
    bytes: kind => (sql.bytes.get(...own, kind) as { bytes: number }).bytes,
    sequence: sequence => (sql.sequence.get(name, sequence) as { last: number } | undefined)?.last ?? 0,
  }
}

/** Writes a row, in the place of the one that has its key. */
export function putRow(sql: Statements, owner: Owner, row: NewRow): void {
  const { blob, asset } = assetColumns(row)
  sql.put.run(
    owner.namespace.name,
    owner.vendor,
    owner.id,
    row.kind,
    row.key,
    row.id,
    row.createdAt,
    JSON.stringify(row.data ?? {}),
    blob,
    asset,
  )
}

/** What a statement found, as a row; undefined where it found nothing. */
export function maybeRow(namespace: string, found: unknown): Row | undefined {
  return found === undefined ? undefined : toRow(namespace, found as StoredRow)
}
