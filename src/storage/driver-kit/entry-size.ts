import type { JournalEntry } from '../../core/journal.ts'

/** How many bytes an empty entry takes. */
const BASE_BYTES = 1_000

/** How many bytes an entry takes. Estimated: to write each entry as JSON would cost more than to keep it. */
export function sizeOf(entry: JournalEntry): number {
  return (
    BASE_BYTES +
    2 * textLength([entry.headers, entry.query, entry.body, entry.parts, entry.response]) +
    2 * textLength([entry.findings, entry.explanation, entry.excerpts, entry.path])
  )
}

function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  let sum = 0
  // Plain objects and lists; to make entries of them would cost as much as all the rest.
  for (const key in value) sum += key.length + textLength((value as { readonly [key: string]: unknown })[key])
  return sum
}
