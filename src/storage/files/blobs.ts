import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Bytes } from '../../core/bytes.ts'
import { BlobNotFound, type BlobStore, type ByteRange } from '../blobs.ts'
import { Budget } from '../driver-kit/budget.ts'
import { diskFull } from '../driver-kit/disk-full.ts'
import { codeOf, moveInto, removeEmptyAbove } from './folder.ts'
import { blobFiles, clearDrafts, droppedPath, removeDropped } from './own-files.ts'
import { FileWriter } from './writer.ts'

/**
 * Opens a store that keeps each blob as a file below `dir`, at most `maxBytes` in all. What a crash left half written
 * is removed first; files that are not named as the store names its own are never touched. Rejects with the file
 * system's error when `dir` can't be made or written.
 */
export async function openFileBlobs(options: {
  readonly dir: string
  readonly maxBytes: number
}): Promise<FileBlobs> {
  const drafts = join(options.dir, 'tmp')
  const blobs = join(options.dir, 'blobs')
  await mkdir(drafts, { recursive: true })
  await mkdir(blobs, { recursive: true })
  await clearDrafts({ drafts, blobs })
  const budget = new Budget(options.maxBytes, 'limits.diskBytes')
  for await (const { path } of blobFiles(blobs)) budget.hold(await sizeOf(path))
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
    const file = await present(key, () => open(this.#pathOf(key), 'r'))
    return createReadStream('', { fd: file, ...range })
  }

  size(key: string): Promise<number> {
    return present(key, () => sizeOf(this.#pathOf(key)))
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
    await removeEmptyAbove(path, this.#blobs)
  }

  async *keys(prefix = ''): AsyncIterable<string> {
    for await (const { key } of blobFiles(this.#blobs)) if (key.startsWith(prefix)) yield key
  }

  async drop(prefix: string): Promise<void> {
    // Without the slash at its end: where a link lies there, the link itself is meant.
    const home = this.#pathOf(prefix.slice(0, -1))
    const doomed = droppedPath(this.#drafts, prefix)
    try {
      await rename(home, doomed)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      throw error
    }
    await removeEmptyAbove(home, this.#blobs)
    // Its failure costs room, no correctness: the next start empties the folder.
    const removed = removeDropped(doomed, home, bytes => this.#budget.free(bytes))
    this.#tracked(removed).catch(() => {})
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

  #pathOf(key: string): string {
    return join(this.#blobs, key)
  }
}

export type { FileBlobs }

async function present<T>(key: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new BlobNotFound(key, { cause: error })
    throw error
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size
}

async function unlinkIfThere(path: string): Promise<void> {
  await rm(path, { force: true })
}

function asStorageFull(error: unknown): unknown {
  const code = codeOf(error)
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(error) : error
}
