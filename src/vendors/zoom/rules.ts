import type { Ruled } from '../../core/evidence.ts'
import { codes, texts } from './texts.ts'

/** The file ids to delete must be the owner's own. */
export const UNKNOWN_FILE_IDS = 'unknown-file-ids'
/** A user's files are deleted by one request at a time. */
export const CONCURRENT_DELETE = 'concurrent-delete'
/** The feature must be switched on. */
export const FEATURE_OFF = 'virtual-background-off'

/** What only Zoom refuses, by the rule's name, and how it says that. */
export const rules: ReadonlyMap<string, Rule> = new Map([
  [UNKNOWN_FILE_IDS, { status: 400, code: codes.invalid, text: texts.invalidFileIds }],
  [CONCURRENT_DELETE, { status: 429, code: codes.rateLimited, text: texts.concurrent }],
  [FEATURE_OFF, { status: 400, code: codes.noPermission, text: texts.featureOff }],
])

/** How a rule's refusal is said. */
export interface Rule {
  readonly status: number
  readonly code: Ruled<number>
  readonly text: Ruled<string>
}
