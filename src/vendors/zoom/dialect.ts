import type { Ruled } from '../../core/evidence.ts'
import type { Problem } from '../../core/problem.ts'
import type { Dialect, Rendered } from '../../http/vendor-kit/dialect.ts'
import { fill, json, retryAfterSeconds } from '../../http/vendor-kit/reply.ts'
import { FILE_PART } from './backgrounds/files.ts'
import type { Settings } from './config.ts'
import { codes, texts } from './texts.ts'

/** The rule that a user's files are deleted by one request at a time. */
export const CONCURRENT_DELETE = 'concurrent-delete'
/** The rule that the feature must be switched on. */
export const FEATURE_OFF = 'virtual-background-off'
/** The rules of the token endpoint, which has an envelope of its own; each is the `error` that it says. */
export const INVALID_CLIENT = 'invalid_client'
export const INVALID_GRANT = 'invalid_grant'
export const UNSUPPORTED_GRANT = 'unsupported_grant_type'
/** The rule that a file id which an owner does not have is refused by. */
export const UNKNOWN_FILE_IDS = 'unknown-file-ids'

/** How Zoom says problems: an envelope with a code and a message. */
export function zoomDialect(settings: Settings): Dialect {
  return {
    unauthenticated: ({ reason }) =>
      envelope(401, codes.badToken.value, reason === 'expired' ? texts.expiredToken : texts.badToken),
    forbidden: ({ missing }) =>
      envelope(400, settings.missingScopeCode, filled(texts.missingScopes, { scopes: missing.join(', ') })),
    'unknown-path': () => envelope(404, codes.unknownPath.value, texts.unknownPath),
    'not-found': ({ resource, id }) => notFound(resource, id),
    'method-not-allowed': ({ allowed }) =>
      envelope(405, 405, texts.methodNotAllowed, { headers: { allow: allowed.join(', ') } }),
    'unsupported-content-type': ({ expected }) =>
      expected === 'multipart/form-data'
        ? envelope(400, codes.partAbsent.value, texts.notMultipart)
        : envelope(415, 415, texts.unsupportedContentType),
    malformed: problem => malformed(problem),
    invalid: ({ issues }) =>
      envelope(400, codes.invalid.value, texts.validation, {
        errors: issues.map(({ path }) => ({
          field: path.split('.').slice(1).join('.'),
          message: texts.invalidField.value,
        })),
      }),
    'missing-part': problem => missingPart(problem),
    'too-large': ({ part }) =>
      part === FILE_PART
        ? envelope(400, codes.upload.value, texts.tooLarge)
        : envelope(400, codes.invalid.value, texts.validation),
    'unsupported-media': () => envelope(400, codes.upload.value, texts.wrongType),
    'quota-exceeded': () => envelope(400, codes.upload.value, texts.quota),
    conflict: () => envelope(409, 409, texts.validation),
    'rate-limited': ({ retryAfter }, { now }) => rateLimited(retryAfter, now),
    timeout: () => envelope(408, 408, texts.timeout),
    'storage-full': () => envelope(503, 503, texts.unavailable),
    unavailable: ({ retryAfter }) =>
      envelope(503, 503, texts.unavailable, { headers: retryAfterSeconds(retryAfter) }),
    internal: () => envelope(500, 500, texts.internal),
    'vendor-rule': ({ rule }) =>
      (RULES[rule] ?? (() => envelope(400, codes.invalid.value, { ...texts.validation, value: rule })))(),
  }
}

const RULES: { readonly [rule: string]: () => Rendered } = {
  [UNKNOWN_FILE_IDS]: () => envelope(400, codes.invalid.value, texts.invalidFileIds),
  [CONCURRENT_DELETE]: () => envelope(429, codes.rateLimited.value, texts.concurrent),
  [FEATURE_OFF]: () => envelope(400, codes.noPermission.value, texts.featureOff),
  [INVALID_CLIENT]: () => tokenRefusal(401, texts.invalidClient, INVALID_CLIENT),
  [INVALID_GRANT]: () => tokenRefusal(400, texts.invalidGrant, INVALID_GRANT),
  [UNSUPPORTED_GRANT]: () => tokenRefusal(400, texts.unsupportedGrant, UNSUPPORTED_GRANT),
}

function notFound(resource: string, id: string): Rendered {
  if (resource === 'account') return envelope(404, codes.noAccount.value, filled(texts.noAccount, { id }))
  if (resource === 'group') return envelope(404, codes.noGroup.value, filled(texts.noGroup, { id }))
  if (resource === 'foreign-user') return envelope(404, codes.foreignUser.value, texts.foreignUser)
  return envelope(404, codes.noUser.value, filled(texts.noUser, { id }))
}

function malformed({ what }: Extract<Problem, { kind: 'malformed' }>): Rendered {
  if (what === 'form') return envelope(400, codes.partAbsent.value, texts.malformedForm)
  if (what === 'json') return envelope(400, codes.invalid.value, texts.badJson)
  return envelope(400, codes.invalid.value, texts.validation)
}

function missingPart({ part, reason }: Extract<Problem, { kind: 'missing-part' }>): Rendered {
  if (reason === 'empty') return envelope(400, codes.upload.value, texts.noFile)
  if (reason === 'unquoted-filename') return envelope(400, codes.partAbsent.value, texts.badDisposition)
  return envelope(400, codes.partAbsent.value, filled(texts.partAbsent, { part }))
}

/** The daily limit names a time in ISO 8601, not seconds; the per-second limit names none. */
function rateLimited(retryAfter: number | undefined, now: number): Rendered {
  if (retryAfter === undefined) return envelope(429, codes.rateLimited.value, texts.perSecond)
  const until = new Date(now + retryAfter * 1_000).toISOString().replace(/\.\d{3}Z$/, 'Z')
  return envelope(429, codes.rateLimited.value, texts.daily, { headers: { 'retry-after': until } })
}

/** The token endpoint's own envelope. */
function tokenRefusal(status: number, words: Ruled<string>, error: string): Rendered {
  return { ...json(status, { reason: words.value, error }), words }
}

function filled(words: Ruled<string>, values: { readonly [name: string]: string }): Ruled<string> {
  return { ...words, value: fill(words.value, values) }
}

function envelope(
  status: number,
  code: number,
  words: Ruled<string>,
  more: { readonly errors?: readonly object[]; readonly headers?: { readonly [name: string]: string } } = {},
): Rendered {
  const errors = more.errors === undefined ? {} : { errors: more.errors }
  return { ...json(status, { code, message: words.value, ...errors }, more.headers), words }
}
