import Libsql from 'libsql'
import { DatabaseUnusable } from '../errors.ts'

/** An open SQLite database. All calls are synchronous. */
export type Database = Libsql.Database

/** A prepared statement, with any number of parameters. */
export type Statement = Libsql.Statement<unknown[]>

const SCHEMA_VERSION = 1

const SCHEMA = `
  CREATE TABLE namespaces (
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
  ) STRICT;
`

/** Opens a database file for this process alone, with its schema in place. Throws `DatabaseUnusable`. */
export function openDatabase(path: string): Database {
  let database: Database | undefined
  try {
    database = new Libsql(path)
    // Before the lock is taken for good: a refused file is let go of at once, and stays as it is.
    const version = versionOf(database)
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = NORMAL')
    if (version < SCHEMA_VERSION) migrate(database)
    return database
  } catch (error) {
    database?.close()
    if (error instanceof DatabaseUnusable) throw error
    const locked =
      error instanceof Error && /locked|busy/i.test(`${'code' in error ? error.code : ''} ${error.message}`)
    const unable = error instanceof Error && /unable to open|readonly/i.test(error.message)
    const reason = unable
      ? `user ${process.getuid?.() ?? ''} can't write there`
      : locked
        ? 'another server uses it'
        : error instanceof Error
          ? error.message
          : String(error)
    throw new DatabaseUnusable(`can't open ${path}: ${reason}`, { cause: error })
  }
}

function versionOf(database: Database): number {
  const [found] = database.pragma('user_version', { simple: false }) as [{ user_version: number }] // SQLite answers so
  if (found.user_version > SCHEMA_VERSION)
    throw new DatabaseUnusable('the data directory was written by a newer version of uploadmock')
  return found.user_version
}

function migrate(database: Database): void {
  database.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
}

/** Closes a database and lets go of its lock at once: libsql itself waits until its statements are collected. */
export function closeDatabase(database: Database): void {
  database.exec('PRAGMA journal_mode = DELETE')
  database.exec('PRAGMA locking_mode = NORMAL')
  database.exec('SELECT count(*) FROM namespaces')
  database.close()
}
