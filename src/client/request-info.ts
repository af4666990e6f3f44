import type { Finding, JournalEntry, JournalPart } from '../core/journal.ts'

/** A request as the journal shows it. */
export type RequestInfo = Omit<
  JournalEntry,
  'receivedAt' | 'parts' | 'findings' | 'explanation' | 'excerpts'
> & {
  /** ISO 8601. */
  readonly receivedAt: string
  readonly parts: readonly Omit<JournalPart, 'blob'>[]
  readonly findings: readonly Finding[]
}
