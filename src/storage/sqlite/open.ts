import { DatabaseUnusable } from '../errors.ts'
import { connect, type Database } from './database.ts'
import { migrate, schemaVersion } from './schema.ts'

/** Opens a database file for this process alone, with its schema in place. Throws `DatabaseUnusable`. */
export function openDatabase(path: string): Database {
  return connect(path, database => {
    // Before the lock is taken for good: a refused file is let go of at once, and stays as it is.
    const version = schemaVersion(database, path)
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = NORMAL')
    migrate(database, version)
  })
}

/** Throws `DatabaseUnusable` for a file that is no database of ours with something in it. */
export function refuseOtherDatabase(path: string): void {
  connect(path, database => {
    if (schemaVersion(database, path) === 0)
      throw new DatabaseUnusable(`${path} is no database of uploadmock's: choose another data directory`)
  }).close()
}
