import type { Ruled } from '../../core/evidence.ts'
import { codes, texts } from './texts.ts'

/** A file id that an owner does not have. */
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

/** The rules of the token endpoint; each is the `error` that it says. */
export const INVALID_CLIENT = 'invalid_client'
export const INVALID_GRANT = 'invalid_grant'
export const UNSUPPORTED_GRANT = 'unsupported_grant_type'

/** How the token endpoint says its own, in an envelope without a code. */
export const tokenRules: ReadonlyMap<string, Omit<Rule, 'code'>> = new Map([
  [INVALID_CLIENT, { status: 401, text: texts.invalidClient }],
  [INVALID_GRANT, { status: 400, text: texts.invalidGrant }],
  [UNSUPPORTED_GRANT, { status: 400, text: texts.unsupportedGrant }],
])
