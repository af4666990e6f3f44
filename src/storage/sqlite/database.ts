import Libsql from 'libsql'
import { DatabaseUnusable } from '../errors.ts'

/** An open SQLite database. All calls are synchronous. */
export type Database = Libsql.Database

/** A prepared statement, with any number of parameters. */
export type Statement = Libsql.Statement<unknown[]>

/** Opens a file, has `prepare` make it ready, and closes it again where that throws. Throws `DatabaseUnusable`. */
export function connect(path: string, prepare: (database: Database) => void): Database {
  let database: Database | undefined
  try {
    database = new Libsql(path)
    prepare(database)
    return database
  } catch (error) {
    database?.close()
    if (error instanceof DatabaseUnusable) throw error
    throw new DatabaseUnusable(`can't open ${path}: ${reasonOf(error)}`, { cause: error })
  }
}

/** Lets go of a database's lock at once: libsql itself waits until its statements are collected. */
export function letGo(database: Database): void {
  database.exec('PRAGMA journal_mode = DELETE')
  database.exec('PRAGMA locking_mode = NORMAL')
  database.exec('SELECT count(*) FROM namespaces')
}

/** Whether SQLite had no room on the disk. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL'
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (/unable to open|readonly/i.test(error.message))
    return `user ${process.getuid?.() ?? ''} can't write there`
  if (/locked|busy/i.test(`${'code' in error ? error.code : ''} ${error.message}`))
    return 'another server uses it'
  return error.message
}
