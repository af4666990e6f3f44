import { mkdir, readdir, rename, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The regular files below a folder, however deep. Symbolic links are passed over: they lead to what is not ours. */
export async function* filesBelow(dir: string): AsyncIterable<string> {
  for (const entry of await entriesOf(dir)) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

/** What lies in a folder; nothing where it is gone: it was empty, and removed since its parent was read. */
export async function entriesOf(dir: string) {
  try {
    return await readdir(dir, { withFileTypes: true })
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

/** Makes a folder and those above it. Node's own recursive way never ends on some paths, such as `/proc/x`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory()) return
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path)
  }
}

/** Renames, and makes the folder first when it is missing; another request may remove it, empty, in between. */
export async function moveInto(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      if (attempt > 0) await mkdir(dirname(to), { recursive: true })
      return await rename(from, to)
    } catch (error) {
      // `mkdir` fails in the same way when a folder above is removed meanwhile.
      if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '') || attempt === 100) throw error
    }
  }
}

/** Removes the folders above a path, up to `root`, that hold nothing more. */
export async function removeEmptyAbove(path: string, root: string): Promise<void> {
  for (let dir = dirname(path); dir.length > root.length; dir = dirname(dir))
    if (!(await removeIfEmpty(dir))) return
}

/** Whether the folder is gone now. */
export async function removeIfEmpty(dir: string): Promise<boolean> {
  try {
    await rmdir(dir)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true
    // The last of these says that a symbolic link stands in the place of a folder.
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(codeOf(error) ?? '')) return false
    throw error
  }
}

/** The system's word for what went wrong; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
