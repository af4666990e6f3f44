import { createHash } from 'node:crypto'
import { ownText } from '../../core/text.ts'

/** How much of a long text is kept. */
const KEPT = 64
/** A longer text is told apart by its ends: to hash all of it would cost what it takes to receive it. */
const MAX_HASHED = 65_536
const END = 4_096
const MARK = /… \(\d+ characters, [0-9a-f]{16}\)$/

/** A text as it is, or where it is longer than `max` its beginning, its length and a hash that tells it from others. */
export function cutText(text: string, max: number): string {
  return text.length <= max ? text : shortened(text)
}

/** Whether a text is the one that was kept, be that cut. */
export function isKeptText(text: string, kept: string): boolean {
  if (text === kept) return true
  // To hash is the longest way to tell that they differ.
  const isLike = text.length > KEPT && kept.startsWith(text.slice(0, KEPT)) && MARK.test(kept)
  return isLike && shortened(text) === kept
}

function shortened(text: string): string {
  const hashed = text.length <= MAX_HASHED ? text : text.slice(0, END) + text.slice(-END)
  const hash = createHash('sha256').update(hashed).digest('hex').slice(0, 16)
  return ownText(`${text.slice(0, KEPT)}… (${text.length} characters, ${hash})`)
}
