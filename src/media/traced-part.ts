import type { PartHeader } from './part-header.ts'

/** Where one part of a multipart body lies, in bytes from the body's first. */
export interface TracedPart {
  /** Where the part's first header line begins. */
  readonly offset: number
  /** The header without the empty line that ends it; cut at 8 KiB. */
  readonly header: PartHeader
  /** Where the content's first byte lies; undefined while the header has not ended. */
  readonly contentOffset: number | undefined
  /** The place behind the content's last byte; undefined while it has not ended. */
  readonly contentEnd: number | undefined
  /** The content's first bytes, up to 64. */
  readonly contentHead: Buffer
}

/** Some bytes of a body and where they begin in it. */
export interface TracedBytes {
  readonly offset: number
  readonly bytes: Buffer
}

/** A part that is still followed. */
export type OpenPart = { -readonly [K in keyof TracedPart]: TracedPart[K] }

/** The bytes of what has not come: none. */
export const NOTHING = Buffer.alloc(0)

const HEAD_BYTES = 64

/** Notes where a part's content ends, unless that is known. */
export function endContent(part: OpenPart, end: number): void {
  part.contentEnd ??= end
  // The first bytes of the delimiter may have come with the chunk before.
  if (part.contentOffset !== undefined)
    part.contentHead = part.contentHead.subarray(0, Math.max(0, part.contentEnd - part.contentOffset))
}

/** Takes from the next bytes of the body what is missing of the content's first ones. */
export function fillHead(part: OpenPart, { offset, bytes }: TracedBytes): void {
  const { contentOffset, contentEnd = Number.POSITIVE_INFINITY, contentHead } = part
  if (contentOffset === undefined || contentHead.length === HEAD_BYTES) return
  const from = contentOffset + contentHead.length
  const to = Math.min(contentOffset + HEAD_BYTES, contentEnd)
  if (from < offset || from >= to) return
  part.contentHead = Buffer.concat([contentHead, bytes.subarray(from - offset, to - offset)])
}

/** What is kept of a part's bytes, its header first. */
export function bytesOf({ offset, header, contentHead }: TracedPart): TracedBytes {
  return { offset, bytes: Buffer.concat([Buffer.from(`${header.text}\r\n\r\n`), contentHead]) }
}
