import type { Rule } from '../rules.ts'
import { texts } from '../texts.ts'

/** What the token endpoint refuses; each rule's name is the `error` that it says. */
export const INVALID_CLIENT = 'invalid_client'
export const INVALID_GRANT = 'invalid_grant'
export const UNSUPPORTED_GRANT = 'unsupported_grant_type'

/** How the token endpoint says its rules, in an envelope without a code. */
export const tokenRules: ReadonlyMap<string, Omit<Rule, 'code'>> = new Map([
  [INVALID_CLIENT, { status: 401, text: texts.invalidClient }],
  [INVALID_GRANT, { status: 400, text: texts.invalidGrant }],
  [UNSUPPORTED_GRANT, { status: 400, text: texts.unsupportedGrant }],
])
