import { lstat, mkdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, moveInto, removeEmptyAbove } from '../files/folder.ts'
import { blobFiles } from '../files/own-files.ts'
import { UNCLAIMED_FOLDER } from './judge-folder.ts'

/** How many blobs went to where others lie that no row claims, and how many came back. */
export interface Settled {
  readonly aside: number
  readonly back: number
}

/**
 * Brings a data directory's blobs to what its rows claim: those that none claims are removed where `mayRemove`, else
 * set aside; those that are claimed and were set aside come back.
 */
export async function settleBlobs(
  dir: string,
  claimed: ReadonlySet<string>,
  { mayRemove }: { readonly mayRemove: boolean },
): Promise<Settled> {
  const blobs = join(dir, 'blobs')
  const unclaimed = join(dir, UNCLAIMED_FOLDER)
  const settled = { aside: 0, back: 0 }
  await mkdir(blobs, { recursive: true })
  for await (const { key, path } of blobFiles(unclaimed)) {
    const home = join(blobs, key)
    if (!claimed.has(key) || (await isThere(home))) continue
    await moveInto(path, home)
    await removeEmptyAbove(path, unclaimed)
    settled.back += 1
  }
  for await (const { key, path } of blobFiles(blobs)) {
    if (claimed.has(key)) continue
    if (mayRemove) await unlink(path)
    else {
      await moveInto(path, join(unclaimed, key))
      settled.aside += 1
    }
    await removeEmptyAbove(path, blobs)
  }
  return settled
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}
