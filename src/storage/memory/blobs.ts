import type { Readable } from 'node:stream'
import type { Bytes } from '../../core/bytes.ts'
import { BlobNotFound, type BlobStore, type ByteRange } from '../blobs.ts'
import type { Budget } from '../driver-kit/budget.ts'
import { PagedFile } from './paged-file.ts'
import { Pages } from './pages.ts'

/** The blobs that share a key's folder: dropped together, in one step, however many they are. */
interface Shelf {
  readonly blobs: Map<string, PagedFile>
  bytes: number
}

/** Keeps blobs in this process, as many as the budget has room for. They go with it. */
export class MemoryBlobs implements BlobStore {
  readonly #shelves = new Map<string, Shelf>()
  readonly #budget: Budget
  readonly #pages = new Pages()
  #usedBytes = 0

  constructor(budget: Budget) {
    this.#budget = budget
  }

  async put(key: string, source: Bytes): Promise<void> {
    const file = new PagedFile(this.#pages)
    try {
      for await (const chunk of source) {
        this.#budget.take(chunk.length)
        this.#usedBytes += chunk.length
        file.append(chunk)
      }
    } catch (error) {
      this.#free(file.bytes)
      file.drop()
      throw error
    }
    file.end()
    const shelf = this.#shelf(folderOf(key))
    shelf.blobs.set(key, file)
    shelf.bytes += file.bytes
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    return this.#find(key).read(range)
  }

  async size(key: string): Promise<number> {
    return this.#find(key).bytes
  }

  async delete(key: string): Promise<void> {
    const folder = folderOf(key)
    const shelf = this.#shelves.get(folder)
    const blob = shelf?.blobs.get(key)
    if (shelf === undefined || blob === undefined) return
    shelf.blobs.delete(key)
    shelf.bytes -= blob.bytes
    this.#free(blob.bytes)
    blob.drop()
    if (shelf.blobs.size === 0) this.#shelves.delete(folder)
  }

  async *keys(prefix = ''): AsyncIterable<string> {
    for (const shelf of this.#shelves.values())
      for (const key of shelf.blobs.keys()) if (key.startsWith(prefix)) yield key
  }

  async drop(prefix: string): Promise<void> {
    const dropped = [...this.#shelves].filter(([folder]) => folder.startsWith(prefix))
    const bytes = dropped.reduce((sum, [, shelf]) => sum + shelf.bytes, 0)
    // The next test will want as much again.
    this.#pages.keep(bytes)
    this.#free(bytes)
    for (const [folder, shelf] of dropped) {
      this.#shelves.delete(folder)
      for (const blob of shelf.blobs.values()) blob.drop()
    }
  }

  async usedBytes(): Promise<number> {
    return this.#usedBytes
  }

  async close(): Promise<void> {
    this.#shelves.clear()
  }

  #find(key: string): PagedFile {
    const blob = this.#shelves.get(folderOf(key))?.blobs.get(key)
    if (blob === undefined) throw new BlobNotFound(key)
    return blob
  }

  #free(bytes: number): void {
    this.#budget.free(bytes)
    this.#usedBytes -= bytes
  }

  #shelf(folder: string): Shelf {
    const present = this.#shelves.get(folder)
    if (present !== undefined) return present
    const fresh: Shelf = { blobs: new Map(), bytes: 0 }
    this.#shelves.set(folder, fresh)
    return fresh
  }
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1)
}
