import { DatabaseUnusable } from '../errors.ts'
import type { Database } from './database.ts'

/** The steps that made the schema, in their order; one that was released is never changed, the next one is added. */
const STEPS: readonly string[] = [
  `CREATE TABLE namespaces (
    name TEXT PRIMARY KEY, generation INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE generations (last INTEGER NOT NULL) STRICT;
  INSERT INTO generations VALUES (0);
  CREATE TABLE rows (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL, vendor TEXT NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    id TEXT NOT NULL, created_at INTEGER NOT NULL, data TEXT NOT NULL, blob TEXT, asset TEXT,
    UNIQUE (namespace, vendor, owner, kind, key),
    UNIQUE (namespace, id)
  ) STRICT;
  CREATE INDEX rows_by_age ON rows (namespace, position);
  CREATE TABLE sequences (
    namespace TEXT NOT NULL, name TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (namespace, name)
  ) STRICT;`,
  // How many changes were made, ever: what tells a database from an older copy of it.
  `CREATE TABLE changes (last INTEGER NOT NULL) STRICT;
  INSERT INTO changes VALUES (0);`,
]

/**
 * How many of the steps a database has. Throws `DatabaseUnusable` where it is a newer version's, or another program's.
 */
export function schemaVersion(database: Database, path: string): number {
  const [found] = database.pragma('user_version', { simple: false }) as [{ user_version: number }] // SQLite answers so
  const tables = database.prepare('SELECT name FROM sqlite_schema').all() as { name: string }[]
  const version = found.user_version
  if (tables.some(({ name }) => name === 'generations') ? version < 1 : version > 0 || tables.length > 0)
    throw new DatabaseUnusable(`${path} is another program's database: choose another data directory`)
  if (version > STEPS.length)
    throw new DatabaseUnusable('the data directory was written by a newer version of uploadmock')
  return version
}

/** Makes the steps that a database of this version lacks. */
export function migrate(database: Database, version: number): void {
  if (version === STEPS.length) return
  const missing = STEPS.slice(version).join('\n')
  database.exec(`BEGIN IMMEDIATE; ${missing} PRAGMA user_version = ${STEPS.length}; COMMIT`)
}
