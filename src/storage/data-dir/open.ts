import { join, resolve } from 'node:path'
import { openFileBlobs } from '../files/blobs.ts'
import { makeFolder } from '../files/folder.ts'
import { refuseOtherDatabase } from '../sqlite/open.ts'
import { openSqliteRecords, type SqliteRecords } from '../sqlite/records.ts'
import type { Stores } from '../stores.ts'
import { DATABASE_FILE, judgeFolder, UNCLAIMED_FOLDER } from './judge-folder.ts'
import { Mark } from './mark.ts'
import { settleBlobs } from './settle-blobs.ts'

/** Which folder, and how much it may hold. */
export interface DataDirOptions {
  readonly path: string
  readonly maxBytes: number
  /** Hears what an operator should know, a line each. */
  readonly warn: (line: string) => void
}

/**
 * Opens rows and bytes that survive a restart. Removes what a sudden end left behind: drafts, and blobs that no row
 * claims, unless the database is older than they are. Rejects with `DatabaseUnusable` where the folder is not ours,
 * and with the file system's error.
 */
export async function openDataDir(options: DataDirOptions): Promise<Pick<Stores, 'blobs' | 'records'>> {
  const dir = resolve(options.path)
  const file = join(dir, DATABASE_FILE)
  await makeFolder(dir)
  const kind = await judgeFolder(dir)
  if (kind === 'unmarked') refuseOtherDatabase(file)
  const mark = await Mark.open(dir, kind === 'new' ? 0 : undefined)
  let records: SqliteRecords | undefined
  try {
    // Closes the mark with itself.
    records = openSqliteRecords(file, mark)
    for (const line of await settle(dir, mark, records)) options.warn(line)
    return { records, blobs: await openFileBlobs({ dir, maxBytes: options.maxBytes }) }
  } catch (error) {
    await (records ?? mark).close()
    throw error
  }
}

/** Brings blobs and rows together; answers what of that an operator should know. */
async function settle(dir: string, mark: Mark, records: SqliteRecords): Promise<readonly string[]> {
  const { changes: noted } = mark
  const { changes: made } = records
  // Where nobody counted, as before there were marks, nobody knows.
  const isCurrent = noted !== undefined && made >= noted
  const { aside, back } = await settleBlobs(dir, records.claims(), { mayRemove: isCurrent })
  const isOlder = noted !== undefined && !isCurrent
  if (isOlder) records.goOnFrom(noted + 1)
  else mark.note(made)
  return [
    ...(isOlder
      ? [
          `${dir}: the database has ${made} of ${noted} changes: an older one was put back, or its last ones were lost`,
        ]
      : []),
    ...(aside > 0 ? [`${join(dir, UNCLAIMED_FOLDER)} has ${aside} more files, which no row claims`] : []),
    ...(back > 0 ? [`${back} files that rows claim again are back from ${join(dir, UNCLAIMED_FOLDER)}`] : []),
  ]
}
