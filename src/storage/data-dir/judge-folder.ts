import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseUnusable } from '../errors.ts'
import { MARK_FILE } from './mark.ts'

/** The file of the rows. */
export const DATABASE_FILE = 'uploadmock.db'
/** Where blobs go that no row claims, and that may be wanted all the same. */
export const UNCLAIMED_FOLDER = 'unclaimed'

const OWN = [MARK_FILE, UNCLAIMED_FOLDER, 'blobs', 'tmp']
/** What a file system puts into a volume by itself. */
const OF_THE_SYSTEM = ['lost+found']

/**
 * What a folder is: `new`, where nobody put anything into it; `marked`, a data directory; `unmarked`, one of a version
 * that made no marks, if its database is ours.
 */
export type FolderKind = 'new' | 'marked' | 'unmarked'

/**
 * Tells what a folder is, and changes nothing. Rejects with `DatabaseUnusable` where it holds somebody else's files, or
 * where it or what we keep in it is a symbolic link: that leads to files which may be somebody else's.
 */
export async function judgeFolder(dir: string): Promise<FolderKind> {
  await refuseLink(dir)
  const entries = await readdir(dir, { withFileTypes: true })
  // SQLite's own files have the database's name and something behind it.
  for (const { name } of entries)
    if (OWN.includes(name) || name.startsWith(DATABASE_FILE)) await refuseLink(join(dir, name))
  const sizes = new Map<string, number>()
  for (const name of [MARK_FILE, DATABASE_FILE])
    if (entries.some(entry => entry.name === name)) sizes.set(name, (await lstat(join(dir, name))).size)
  // An empty file is what a sudden end left of one.
  if ((sizes.get(MARK_FILE) ?? 0) > 0) return 'marked'
  if ((sizes.get(DATABASE_FILE) ?? 0) > 0) return 'unmarked'
  const others = entries.filter(({ name }) => name !== MARK_FILE && !OF_THE_SYSTEM.includes(name))
  if (others.length === 0) return 'new'
  throw new DatabaseUnusable(
    `${dir} has files and is no data directory of uploadmock's (it has no ${MARK_FILE}): choose an empty folder or a new one`,
  )
}

async function refuseLink(path: string): Promise<void> {
  if ((await lstat(path)).isSymbolicLink())
    throw new DatabaseUnusable(`${path} is a symbolic link: a data directory must be a folder of its own`)
}
