import { lstat, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isBlobKey } from '../../core/namespace.ts'
import { entriesOf, filesBelow, removeIfEmpty } from './folder.ts'

/** A blob's file. */
export interface BlobFile {
  readonly key: string
  readonly path: string
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DROPPED = 'dropped-'

/** Where a folder waits that was dropped, while its files are removed. `id` is a UUID. */
export function droppedPath(drafts: string, id: string): string {
  return join(drafts, DROPPED + id)
}

/** The blobs below a folder. Files that are named otherwise are somebody else's, and passed over. */
export async function* blobFiles(dir: string): AsyncIterable<BlobFile> {
  for await (const path of filesBelow(dir)) {
    const key = path.slice(dir.length + 1)
    if (isBlobKey(key)) yield { key, path }
  }
}

/** Removes drafts and dropped folders that an earlier start left, and nothing that it did not write. */
export async function clearDrafts(drafts: string): Promise<void> {
  for (const entry of await entriesOf(drafts)) {
    const path = join(drafts, entry.name)
    if (entry.isFile() && UUID.test(entry.name)) await unlink(path)
    else if (entry.isDirectory() && entry.name.startsWith(DROPPED)) await removeBlobsIn(path, () => {})
  }
}

/**
 * Removes the blobs that lie in a dropped folder, and the folder unless somebody else put something there: answers
 * whether it is gone. `onRemoved` hears how many bytes each had.
 */
export async function removeBlobsIn(dir: string, onRemoved: (bytes: number) => void): Promise<boolean> {
  // A link in the place of a folder leads to what is not ours.
  if (!(await lstat(dir)).isDirectory()) return false
  for (const entry of await entriesOf(dir)) {
    if (!entry.isFile() || !UUID.test(entry.name)) continue
    const path = join(dir, entry.name)
    const { size } = await stat(path)
    await unlink(path)
    onRemoved(size)
  }
  return removeIfEmpty(dir)
}
