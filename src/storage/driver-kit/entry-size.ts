import type { JournalEntry } from '../../core/journal.ts'
import { sizeOfValue } from './value-size.ts'

/** What an entry takes beside its values. */
const BASE_BYTES = 500

/** Roughly how many bytes an entry takes in memory, all that it holds. */
export function sizeOf(entry: JournalEntry): number {
  return BASE_BYTES + sizeOfValue(entry)
}
