import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Bytes } from '../../core/bytes.ts'
import { BlobNotFound, type BlobStore, type ByteRange, StorageFull } from '../blobs.ts'
import { Budget } from '../driver-kit/budget.ts'
import { FileWriter } from './writer.ts'

/**
 * Opens a store that keeps each blob as a file below `dir`, at most `maxBytes` in all. What a crash left half written
 * is removed first. Rejects with the file system's error when `dir` can't be made or written.
 */
export async function openFileBlobs(options: {
  readonly dir: string
  readonly maxBytes: number
}): Promise<FileBlobs> {
  const drafts = join(options.dir, 'tmp')
  const blobs = join(options.dir, 'blobs')
  await rm(drafts, { recursive: true, force: true })
  await mkdir(drafts, { recursive: true })
  await mkdir(blobs, { recursive: true })
  const budget = new Budget(options.maxBytes, 'limits.diskBytes')
  for await (const file of filesBelow(blobs)) budget.hold(await sizeOf(file))
  return new FileBlobs(drafts, blobs, budget)
}

/** A blob is written as a draft in one folder and renamed into another when it is whole. */
class FileBlobs implements BlobStore {
  readonly #drafts: string
  readonly #blobs: string
  readonly #budget: Budget
  readonly #underWay = new Set<Promise<void>>()

  constructor(drafts: string, blobs: string, budget: Budget) {
    this.#drafts = drafts
    this.#blobs = blobs
    this.#budget = budget
  }

  put(key: string, source: Bytes): Promise<void> {
    return this.#tracked(this.#write(key, source))
  }

  async #write(key: string, source: Bytes): Promise<void> {
    const draft = join(this.#drafts, randomUUID())
    let bytes = 0
    try {
      const file = await FileWriter.create(draft)
      try {
        for await (const chunk of source) {
          this.#budget.take(chunk.length)
          bytes += chunk.length
          await file.add(chunk)
        }
        await file.finish()
      } finally {
        await file.close()
      }
      await moveInto(draft, this.#pathOf(key))
    } catch (error) {
      this.#budget.free(bytes)
      await unlinkIfThere(draft)
      throw asStorageFull(error)
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    try {
      const file = await open(this.#pathOf(key), 'r')
      return createReadStream('', { fd: file, ...range })
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw new BlobNotFound(key, { cause: error })
      throw error
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#pathOf(key)
    try {
      const bytes = await sizeOf(path)
      await unlink(path)
      this.#budget.free(bytes)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
    await this.#removeEmptyAbove(path)
  }

  async *keys(prefix = ''): AsyncIterable<string> {
    for await (const path of filesBelow(this.#blobs)) {
      const key = path.slice(this.#blobs.length + 1)
      if (key.startsWith(prefix)) yield key
    }
  }

  async drop(prefix: string): Promise<void> {
    const doomed = join(this.#drafts, `dropped-${randomUUID()}`)
    try {
      await rename(this.#pathOf(prefix), doomed)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      throw error
    }
    await this.#removeEmptyAbove(this.#pathOf(prefix))
    // Its failure costs room, no correctness: the next start empties the folder.
    this.#tracked(this.#remove(doomed)).catch(() => {})
  }

  async usedBytes(): Promise<number> {
    return this.#budget.used
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  /** Has `close` wait for what is under way, so that nothing half done is left. */
  #tracked(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#underWay.delete(tracked))
    this.#underWay.add(tracked)
    return tracked
  }

  async #removeEmptyAbove(path: string): Promise<void> {
    for (let dir = dirname(path); dir.length > this.#blobs.length; dir = dirname(dir))
      if (!(await removeIfEmpty(dir))) return
  }

  async #remove(dir: string): Promise<void> {
    for await (const file of filesBelow(dir)) {
      const bytes = await sizeOf(file)
      await unlink(file)
      this.#budget.free(bytes)
    }
    await rm(dir, { recursive: true, force: true })
  }

  #pathOf(key: string): string {
    return join(this.#blobs, key)
  }
}

export type { FileBlobs }

/** Renames, and makes the folder first when it is missing; another request may remove it, empty, in between. */
async function moveInto(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      if (attempt > 0) await mkdir(dirname(to), { recursive: true })
      return await rename(from, to)
    } catch (error) {
      // `mkdir` too fails so when a folder on its way is removed meanwhile.
      if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '') || attempt === 100) throw error
    }
  }
}

async function* filesBelow(dir: string): AsyncIterable<string> {
  for (const entry of await entriesOf(dir)) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else yield path
  }
}

/** None where the folder is gone: it was empty, and removed since its parent was read. */
async function entriesOf(dir: string) {
  try {
    return await readdir(dir, { withFileTypes: true })
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size
}

async function unlinkIfThere(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** Whether the folder is gone now. */
async function removeIfEmpty(dir: string): Promise<boolean> {
  try {
    await rmdir(dir)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function asStorageFull(error: unknown): unknown {
  const code = codeOf(error)
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new StorageFull('the disk of the data directory is full', { cause: error })
    : error
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
