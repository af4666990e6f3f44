import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const NAMES = [
  'notes.txt',
  'tmp/upload.part',
  'tmp/dropped-by-hand/list',
  'blobs/b',
  'blobs/n0/.DS_Store',
  'blobs/n0/1/thumbs.db',
  'blobs/n1/2/0f8fad5b-d9cb-469f-a165-70867728950e.bak',
]

/** Files of somebody else in a data directory, which nobody may touch. */
export class ForeignFiles {
  readonly #dir: string
  readonly #written = new Map<string, number>()

  constructor(dir: string) {
    this.#dir = dir
  }

  /** Puts them there. */
  strew(): void {
    for (const name of NAMES) {
      const path = join(this.#dir, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, name)
      this.#written.set(path, statSync(path).mtimeMs)
    }
  }

  /** Throws where one of them is gone or changed. */
  check(): void {
    for (const [path, writtenAt] of this.#written)
      if (statSync(path).mtimeMs !== writtenAt || !path.endsWith(readFileSync(path, 'utf8')))
        throw new Error(`${path} was touched`)
  }
}
