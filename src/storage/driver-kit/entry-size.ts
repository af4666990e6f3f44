import type { JournalEntry } from '../../core/journal.ts'
import { charsIn } from '../../core/text.ts'

/** How many bytes an empty entry takes. */
const BASE_BYTES = 1_000

/** How many bytes an entry takes. Estimated: to write each entry as JSON would cost more than to keep it. */
export function sizeOf(entry: JournalEntry): number {
  return (
    BASE_BYTES +
    2 * charsIn([entry.headers, entry.query, entry.body, entry.parts, entry.response]) +
    2 * charsIn([entry.findings, entry.explanation, entry.excerpts, entry.path])
  )
}
