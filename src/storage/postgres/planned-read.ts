import type { Lookup } from '../driver-kit/planned-rows.ts'
import { type StoredRow, toRow } from '../driver-kit/stored-row.ts'
import type { ReadPlan } from '../records.ts'
import { asKept } from './row-text.ts'

/** Whose rows, as the statements' first three parameters: generation, vendor and the owner as kept. */
export type Owned = readonly [generation: number, vendor: string, owner: string]

const OWNED = 'r.generation = $1 AND r.vendor = $2 AND md5(r.owner) = md5($3)'

/**
 * The bytes of a row's asset, out of the JSON that `assetColumns` wrote: read as JSON, a name in it could be one that
 * PostgreSQL can't hold. Within a text the quotes would have a backslash before them.
 */
const BYTES = `substring(r.asset FROM '"bytes":([0-9]+)')::bigint`

/** One statement that reads what a change's plan names, all of one moment; what it does not name costs nothing. */
export function readOf(
  own: Owned,
  { kinds = [], keys = [], counts = [], bytes = [], sequences = [] }: ReadPlan,
) {
  const values: unknown[] = [...own]
  const bound = (value: unknown) => `$${values.push(value)}`
  const named = JSON.stringify(keys.map(({ kind, key }) => ({ kind, key: asKept(key) })))
  const parts = {
    of_kinds:
      kinds.length > 0 &&
      `(SELECT json_agg(r ORDER BY r.position) FROM uploadmock.rows r
        WHERE ${OWNED} AND r.kind = ANY(${bound(kinds)}))`,
    by_key:
      keys.length > 0 &&
      `(SELECT json_agg(r) FROM uploadmock.rows r JOIN json_to_recordset(${bound(named)}) AS k(kind text, key text)
        ON r.kind = k.kind AND md5(r.key) = md5(k.key) WHERE ${OWNED})`,
    counts:
      counts.length > 0 &&
      `(SELECT json_object_agg(kind, n) FROM (SELECT r.kind, count(*) AS n FROM uploadmock.rows r
        WHERE ${OWNED} AND r.kind = ANY(${bound(counts)}) GROUP BY r.kind) AS c)`,
    bytes:
      bytes.length > 0 &&
      `(SELECT json_object_agg(kind, n) FROM (SELECT r.kind, sum(${BYTES}) AS n FROM uploadmock.rows r
        WHERE ${OWNED} AND r.kind = ANY(${bound(bytes)}) AND r.blob IS NOT NULL GROUP BY r.kind) AS b)`,
    sequences:
      sequences.length > 0 &&
      `(SELECT json_object_agg(name, last) FROM uploadmock.sequences
        WHERE generation = $1 AND name = ANY(${bound(sequences)}))`,
  } satisfies { readonly [part in keyof PlanFound]?: string | false }
  const sql = `
    SELECT (SELECT 1 FROM uploadmock.namespaces WHERE generation = $1) AS live,
      coalesce((SELECT version FROM uploadmock.owners
        WHERE generation = $1 AND vendor = $2 AND owner_hash = md5($3)), 0) AS version,
      ${Object.entries(parts)
        .map(([name, part]) => `${part || 'NULL'} AS ${name}`)
        .join(', ')}`
  return { sql, values }
}

/** What one statement found of all that a change's plan names. */
export interface PlanFound {
  /** Null where the generation has ended. */
  readonly live: number | null
  readonly version: number
  readonly of_kinds: readonly StoredRow[] | null
  readonly by_key: readonly StoredRow[] | null
  readonly counts: { readonly [kind: string]: number } | null
  readonly bytes: { readonly [kind: string]: number } | null
  readonly sequences: { readonly [name: string]: number } | null
}

/** How a change looks up what was found. */
export function lookupIn(namespace: string, found: PlanFound): Lookup {
  const ofKinds = (found.of_kinds ?? []).map(row => toRow(namespace, row))
  const byKey = (found.by_key ?? []).map(row => toRow(namespace, row))
  const all = (kind: string) => ofKinds.filter(row => row.kind === kind)
  return {
    isLive: true,
    all,
    find: (kind, key) => [...ofKinds, ...byKey].find(row => row.kind === kind && row.key === key),
    count: kind => found.counts?.[kind] ?? all(kind).length,
    bytes: kind => found.bytes?.[kind] ?? all(kind).reduce((sum, { asset }) => sum + (asset?.bytes ?? 0), 0),
    sequence: name => found.sequences?.[name] ?? 0,
  }
}
