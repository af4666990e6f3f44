import { DatabaseUnusable } from '../errors.ts'
import { connect, type Database, isFull, letGo } from './database.ts'
import type { Reserve } from './reserve.ts'
import { migrate, schemaVersion } from './schema.ts'

/**
 * Opens a database file for this process alone, with its schema in place, and holds the reserve. Throws
 * `DatabaseUnusable`.
 */
export function openDatabase(path: string, reserve: Reserve): Database {
  const database = connect(path, fresh => {
    // Before the lock is taken for good: a refused file is let go of at once, and stays as it is.
    const version = schemaVersion(fresh, path)
    try {
      prepare(fresh, version)
    } catch (error) {
      if (!isFull(error) || !reserve.release()) throw error
      prepare(fresh, version)
    }
  })
  reserve.hold()
  return database
}

/** Throws `DatabaseUnusable` for a file that is no database of ours with something in it. */
export function refuseOtherDatabase(path: string): void {
  connect(path, database => {
    if (schemaVersion(database, path) === 0)
      throw new DatabaseUnusable(`${path} is no database of uploadmock's: choose another data directory`)
  }).close()
}

/** Closes a database. Where the disk is too full for that its last changes stay in SQLite's log, for the next start. */
export function closeDatabase(database: Database, reserve: Reserve): void {
  try {
    letGo(database)
  } catch (error) {
    if (!isFull(error)) throw error
    reserve.release()
    try {
      letGo(database)
    } catch (again) {
      if (!isFull(again)) throw again
    }
  } finally {
    database.close()
    // So that the next start has it.
    reserve.hold()
  }
}

function prepare(database: Database, version: number): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE')
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = NORMAL')
  migrate(database, version)
}
