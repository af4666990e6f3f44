import { writeSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { DatabaseUnusable } from '../errors.ts'
import { codeOf } from '../files/folder.ts'

/** The file by which a folder is known as a data directory. */
export const MARK_FILE = 'uploadmock-data.json'

const FORMAT = 'uploadmock-data'
const VERSION = 1
/** So that each text takes the place of the one before, whole. */
const NUMBER_WIDTH = 16

const anyVersion = z.object({ format: z.literal(FORMAT), version: z.number().int() })
const ownVersion = z.strictObject({ ...anyVersion.shape, changes: z.number().int().nullable() })

/**
 * Says that a folder is a data directory, in which format, and the number of the last change that its database made:
 * a database that knows fewer is not the one that the blobs belong to.
 */
export class Mark {
  readonly #file: FileHandle
  #changes: number | undefined

  private constructor(file: FileHandle, changes: number | undefined) {
    this.#file = file
    this.#changes = changes
  }

  /**
   * Opens the mark of a folder, or makes one with `changes`; undefined where nobody counted them. Rejects with
   * `DatabaseUnusable` for one that is not ours or a newer version's.
   */
  static async open(dir: string, changes: number | undefined): Promise<Mark> {
    const path = join(dir, MARK_FILE)
    const made = await createdAt(path)
    if (made !== undefined) {
      await made.write(textOf(changes), 0)
      return new Mark(made, changes)
    }
    const file = await open(path, 'r+')
    try {
      return new Mark(file, changesIn(await file.readFile('utf8'), dir, changes))
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** The last change that is noted; undefined where nobody counted. */
  get changes(): number | undefined {
    return this.#changes
  }

  /** Notes a change that the database made: at once, so that it is there when the change is answered. */
  note(changes: number): void {
    this.#changes = changes
    try {
      writeSync(this.#file.fd, textOf(changes), 0)
    } catch {
      // The change is made, and must be answered: the next one notes both.
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

async function createdAt(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx')
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined
    throw error
  }
}

function textOf(changes: number | undefined): string {
  const number = String(changes ?? null).padEnd(NUMBER_WIDTH)
  return `{"format":"${FORMAT}","version":${VERSION},"changes":${number}}\n`
}

/** An empty file is one that a sudden end kept from being written. */
function changesIn(text: string, dir: string, unwritten: number | undefined): number | undefined {
  if (text === '') return unwritten
  const found = jsonOf(text)
  const any = anyVersion.safeParse(found)
  if (any.success && any.data.version > VERSION)
    throw new DatabaseUnusable('the data directory was written by a newer version of uploadmock')
  const own = ownVersion.safeParse(found)
  if (!own.success)
    throw new DatabaseUnusable(`${join(dir, MARK_FILE)} is none of uploadmock's: choose another --data-dir`)
  return own.data.changes ?? undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
