import * as z from 'zod'
import { EARLIEST_MS, LATEST_MS } from '../../core/clock.ts'
import { MiB } from '../../core/units.ts'

const FORMAT = 'uploadmock-state'
const VERSION = 1

/** How far a file's first line is read: far more than any export has. */
export const HEADER_LIMITS = {
  rows: 500_000,
  /** Of the whole line. */
  bytes: 256 * MiB,
  /** Of one row: bodies of a vendor's, each of at most 8 MiB. */
  rowBytes: 32 * MiB,
  /** Of objects and lists in each other: a vendor's body may have 200 of them. */
  depth: 256,
} as const

/** The file is no state of a namespace, or not a whole one. The message is for people; `path` names the key. */
export class StateUnusable extends Error {
  readonly path: string

  constructor(message: string, path = '', options?: ErrorOptions) {
    super(message, options)
    this.name = 'StateUnusable'
    this.path = path
  }
}

/** A name of ours, which every store keeps as it is. */
const word = z.string().regex(/^[^\0]*$/, 'must have no NUL')
const line = z.string().regex(/^[\t\u0020-\u007e\u0080-\uffff]*$/, 'must be one line')
/** What a header of a reply may have. */
const headerText = z.string().regex(/^[\t\u0020-\u007e\u0080-\u00ff]*$/, 'must be what a header can have')
const outOfTime = 'must be a time in the years 1 to 9998, in milliseconds since 1970'

const asset = z.strictObject({
  name: z.string(),
  type: headerText,
  declaredType: line.optional(),
  bytes: z.number().int().nonnegative(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be a sha256 in lower-case hex')
    .optional(),
})

/** One row as a file has it. */
export const stateRow = z.strictObject({
  vendor: word,
  owner: z.string(),
  kind: word,
  key: z.string(),
  id: z.string(),
  createdAt: z.number().int().min(EARLIEST_MS, outOfTime).max(LATEST_MS, outOfTime),
  asset: asset.optional(),
  data: z.record(z.string(), z.unknown()),
})

/** One row as a file has it: without the place of its bytes, which follow in the order of rows. */
export type StateRow = z.output<typeof stateRow>

/** What stands in a file's first line beside the rows. */
export const stateHead = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** The last number taken of each counter. */
  sequences: z.record(word, z.number().int().nonnegative()),
})

/** The beginning of a file. */
export const HEAD = { format: FORMAT, version: VERSION } as const
