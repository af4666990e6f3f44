import { type FileHandle, open } from 'node:fs/promises'
import { KiB } from '../../core/units.ts'

/** How much is written at once: with the 16 KiB of Node's streams it takes one and a half times as long at 500 KB. */
const BATCH_BYTES = 256 * KiB

/** Writes a new file in large pieces, and gathers the next one meanwhile. Whoever creates it must close it. */
export class FileWriter {
  readonly #file: FileHandle
  #gathered: Uint8Array[] = []
  #size = 0
  #written: Promise<void> = Promise.resolve()

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** Creates the file. Rejects with the file system's error, as it does where the file is there already. */
  static async create(path: string): Promise<FileWriter> {
    return new FileWriter(await open(path, 'wx'))
  }

  /** Takes the next bytes; resolves when there is room for more. Rejects where earlier ones can't be written. */
  async add(chunk: Uint8Array): Promise<void> {
    this.#gathered.push(chunk)
    this.#size += chunk.length
    if (this.#size >= BATCH_BYTES) await this.#flush()
  }

  /** Resolves when all is written. */
  async finish(): Promise<void> {
    await this.#flush()
    await this.#written
  }

  /** Lets go of the file, whatever was written. */
  async close(): Promise<void> {
    await this.#written.catch(() => {})
    await this.#file.close()
  }

  async #flush(): Promise<void> {
    const batch = this.#gathered
    this.#gathered = []
    this.#size = 0
    await this.#written
    this.#written = writeAll(this.#file, batch)
    // Whoever adds, finishes or closes next meets its error.
    this.#written.catch(() => {})
  }
}

/** The system may write less than it was asked to. */
async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  let left = chunks.filter(({ length }) => length > 0)
  while (left.length > 0) left = behind(left, (await file.writev(left)).bytesWritten)
}

/** What is left of chunks without their first bytes. */
function behind(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skipped = bytes
  return chunks.flatMap(chunk => {
    const rest = chunk.subarray(Math.min(skipped, chunk.length))
    skipped -= chunk.length - rest.length
    return rest.length > 0 ? [rest] : []
  })
}
