import type { Database, Statement } from './database.ts'

/** How a row's columns are selected: text that SQLite would cut at a NUL is quoted as JSON. */
export const COLUMNS =
  'position, vendor, json_quote(owner) AS owner, kind, json_quote(key) AS key, json_quote(id) AS id, created_at, data, blob, asset'

/** Each statement by what it does. */
export type Statements = {
  readonly [name in
    | 'namespaces'
    | 'nextGeneration'
    | 'addNamespace'
    | 'dropNamespace'
    | 'dropRows'
    | 'dropSequences'
    | 'findById'
    | 'findByKey'
    | 'allOfKind'
    | 'count'
    | 'bytes'
    | 'remove'
    | 'sequence'
    | 'sequences'
    | 'setSequence'
    | 'put'
    | 'claims']: Statement
}

/** The statements that rows are read and written with. */
export function prepare(database: Database): Statements {
  const own = 'namespace = ? AND vendor = ? AND owner = ?'
  // The plus keeps SQLite from walking the whole namespace by age to find one owner's few rows.
  return {
    namespaces: database.prepare('SELECT name, generation FROM namespaces'),
    nextGeneration: database.prepare('UPDATE generations SET last = last + 1 RETURNING last'),
    addNamespace: database.prepare('INSERT INTO namespaces VALUES (?, ?)'),
    dropNamespace: database.prepare('DELETE FROM namespaces WHERE name = ?'),
    dropRows: database.prepare('DELETE FROM rows WHERE namespace = ?'),
    dropSequences: database.prepare('DELETE FROM sequences WHERE namespace = ?'),
    findById: database.prepare(`SELECT ${COLUMNS} FROM rows WHERE namespace = ? AND id = ?`),
    findByKey: database.prepare(`SELECT ${COLUMNS} FROM rows WHERE ${own} AND kind = ? AND key = ?`),
    allOfKind: database.prepare(`SELECT ${COLUMNS} FROM rows WHERE ${own} AND kind = ? ORDER BY +position`),
    count: database.prepare(`SELECT count(*) AS rows FROM rows WHERE ${own} AND kind = ?`),
    // What `assetColumns` wrote.
    bytes: database.prepare(
      `SELECT coalesce(sum(json_extract(asset, '$.bytes')), 0) AS bytes FROM rows WHERE ${own} AND kind = ?`,
    ),
    remove: database.prepare(`DELETE FROM rows WHERE ${own} AND kind = ? AND key = ?`),
    sequence: database.prepare('SELECT last FROM sequences WHERE namespace = ? AND name = ?'),
    sequences: database.prepare('SELECT name, last FROM sequences WHERE namespace = ?'),
    setSequence: database.prepare(
      'INSERT INTO sequences VALUES (?, ?, ?) ON CONFLICT (namespace, name) DO UPDATE SET last = excluded.last',
    ),
    claims: database.prepare('SELECT blob FROM rows WHERE blob IS NOT NULL'),
    put: database.prepare(
      `INSERT INTO rows (namespace, vendor, owner, kind, key, id, created_at, data, blob, asset)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (namespace, vendor, owner, kind, key) DO UPDATE SET
         id = excluded.id, created_at = excluded.created_at, data = excluded.data,
         blob = excluded.blob, asset = excluded.asset`,
    ),
  }
}
