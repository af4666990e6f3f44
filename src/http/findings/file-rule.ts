import type { Finding, JournalPart } from '../../core/journal.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import type { MediaTypes } from '../../media/catalogue.ts'

/** A file as its rules look at it: one that was sent, or that somebody means to send. */
export interface SeenFile extends Pick<JournalPart, 'filename' | 'declaredType' | 'sniffedType' | 'bytes'> {
  readonly part: Finding['part']
  readonly offset: Finding['offset']
  /** Whether an image's pixels begin and never end. */
  readonly isCut: boolean
}

/** What one rule says of a file, and what to do about it. */
export interface Verdict extends Finding {
  readonly severity: 'error' | 'warning'
  readonly expected: string
  readonly found: string
  readonly mend: string
}

/** What files are judged by at one endpoint. */
export interface Law {
  readonly policy: MediaPolicy
  readonly mediaTypes: MediaTypes
}

/** One rule, and what it says of a file: nothing where that keeps it. */
export type Rule = (file: SeenFile, law: Law) => readonly Omit<Verdict, 'part' | 'offset'>[]
