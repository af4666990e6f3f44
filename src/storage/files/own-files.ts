import { randomUUID } from 'node:crypto'
import { lstat, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isBlobKey } from '../../core/namespace.ts'
import { codeOf, entriesOf, filesBelow, moveInto, removeIfEmpty } from './folder.ts'

/** A blob's file. */
export interface BlobFile {
  readonly key: string
  readonly path: string
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DROPPED = /^dropped-[0-9a-f-]{36}(?:\.([a-z0-9-]+)\.(\d+))?$/

/** Where a folder waits that was dropped, while its files are removed: its name tells its home. */
export function droppedPath(drafts: string, prefix: string): string {
  return join(drafts, `dropped-${randomUUID()}.${prefix.slice(0, -1).replaceAll('/', '.')}`)
}

/** The blobs below a folder. Files that are named otherwise are somebody else's, and passed over. */
export async function* blobFiles(dir: string): AsyncIterable<BlobFile> {
  for await (const path of filesBelow(dir)) {
    const key = path.slice(dir.length + 1)
    if (isBlobKey(key)) yield { key, path }
  }
}

/** Removes drafts and dropped folders that an earlier start left, and nothing that it did not write. */
export async function clearDrafts({ drafts, blobs }: { readonly drafts: string; readonly blobs: string }) {
  for (const entry of await entriesOf(drafts)) {
    const path = join(drafts, entry.name)
    if (entry.isFile() && UUID.test(entry.name)) await unlink(path)
    const dropped = entry.isDirectory() ? DROPPED.exec(entry.name) : null
    if (dropped === null) continue
    const [, namespace, generation] = dropped
    // The first versions did not tell it.
    const isKnown = namespace !== undefined && generation !== undefined
    await removeDropped(path, isKnown ? join(blobs, namespace, generation) : undefined, () => {})
  }
}

/**
 * Removes the blobs that lie in a dropped folder, and the folder; what somebody else put there goes back to where it
 * was, unless that is unknown or taken. `onRemoved` hears how many bytes each blob had.
 */
export async function removeDropped(
  dir: string,
  home: string | undefined,
  onRemoved: (bytes: number) => void,
): Promise<void> {
  // A link in the place of a folder leads to what is not ours.
  if ((await lstat(dir)).isDirectory()) {
    for (const entry of await entriesOf(dir)) {
      if (!entry.isFile() || !UUID.test(entry.name)) continue
      const path = join(dir, entry.name)
      const { size } = await stat(path)
      await unlink(path)
      onRemoved(size)
    }
    if (await removeIfEmpty(dir)) return
  }
  if (home === undefined) return
  try {
    await moveInto(dir, home)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error
  }
}
