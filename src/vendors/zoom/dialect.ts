import type { Problem } from '../../core/problem.ts'
import { fill, json, retryAfterSeconds } from '../../http/send.ts'
import type { Dialect, Rendered } from '../../http/vendor.ts'
import type { Settings } from './config.ts'
import { codes, texts } from './texts.ts'

/** The part of the upload form that carries the file. */
export const FILE_PART = 'file'

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
      envelope(401, codes.badToken.value, (reason === 'expired' ? texts.expiredToken : texts.badToken).value),
    forbidden: ({ missing }) =>
      envelope(
        400,
        settings.missingScopeCode,
        fill(texts.missingScopes.value, { scopes: missing.join(', ') }),
      ),
    'unknown-path': () => envelope(404, codes.unknownPath.value, texts.unknownPath.value),
    'not-found': ({ resource, id }) => notFound(resource, id),
    'method-not-allowed': ({ allowed }) =>
      envelope(405, 405, texts.methodNotAllowed.value, { allow: allowed.join(', ') }),
    'unsupported-content-type': ({ expected }) =>
      expected === 'multipart/form-data'
        ? envelope(400, codes.partAbsent.value, texts.notMultipart.value)
        : envelope(415, 415, texts.unsupportedContentType.value),
    malformed: problem => malformed(problem),
    invalid: ({ issues }) =>
      json(400, {
        code: codes.invalid.value,
        message: texts.validation.value,
        errors: issues.map(({ path }) => ({
          field: path.split('.').slice(1).join('.'),
          message: texts.invalidField.value,
        })),
      }),
    'missing-part': problem => missingPart(problem),
    'too-large': ({ part }) =>
      part === FILE_PART
        ? envelope(400, codes.upload.value, texts.tooLarge.value)
        : envelope(400, codes.invalid.value, texts.validation.value),
    'unsupported-media': () => envelope(400, codes.upload.value, texts.wrongType.value),
    'quota-exceeded': () => envelope(400, codes.upload.value, texts.quota.value),
    conflict: () => envelope(409, 409, texts.validation.value),
    'rate-limited': ({ retryAfter }, { now }) => rateLimited(retryAfter, now),
    timeout: () => envelope(408, 408, texts.timeout.value),
    'storage-full': () => envelope(503, 503, texts.unavailable.value),
    unavailable: ({ retryAfter }) =>
      envelope(503, 503, texts.unavailable.value, retryAfterSeconds(retryAfter)),
    internal: () => envelope(500, 500, texts.internal.value),
    'vendor-rule': ({ rule }) => (RULES[rule] ?? (() => envelope(400, codes.invalid.value, rule)))(),
  }
}

const RULES: { readonly [rule: string]: () => Rendered } = {
  [UNKNOWN_FILE_IDS]: () => envelope(400, codes.invalid.value, texts.invalidFileIds.value),
  [CONCURRENT_DELETE]: () => envelope(429, codes.rateLimited.value, texts.concurrent.value),
  [FEATURE_OFF]: () => envelope(400, codes.noPermission.value, texts.featureOff.value),
  [INVALID_CLIENT]: () => json(401, { reason: texts.invalidClient.value, error: INVALID_CLIENT }),
  [INVALID_GRANT]: () => json(400, { reason: texts.invalidGrant.value, error: INVALID_GRANT }),
  [UNSUPPORTED_GRANT]: () => json(400, { reason: texts.unsupportedGrant.value, error: UNSUPPORTED_GRANT }),
}

function notFound(resource: string, id: string): Rendered {
  if (resource === 'account') return envelope(404, codes.noAccount.value, fill(texts.noAccount.value, { id }))
  if (resource === 'group') return envelope(404, codes.noGroup.value, fill(texts.noGroup.value, { id }))
  if (resource === 'foreign-user') return envelope(404, codes.foreignUser.value, texts.foreignUser.value)
  return envelope(404, codes.noUser.value, fill(texts.noUser.value, { id }))
}

function malformed({ what }: Extract<Problem, { kind: 'malformed' }>): Rendered {
  if (what === 'form') return envelope(400, codes.partAbsent.value, texts.malformedForm.value)
  if (what === 'json') return envelope(400, codes.invalid.value, texts.badJson.value)
  return envelope(400, codes.invalid.value, texts.validation.value)
}

function missingPart({ part, reason }: Extract<Problem, { kind: 'missing-part' }>): Rendered {
  if (reason === 'empty') return envelope(400, codes.upload.value, texts.noFile.value)
  if (reason === 'unquoted-filename') return envelope(400, codes.partAbsent.value, texts.badDisposition.value)
  return envelope(400, codes.partAbsent.value, fill(texts.partAbsent.value, { part }))
}

/** The daily limit names a time in ISO 8601, not seconds; the per-second limit names none. */
function rateLimited(retryAfter: number | undefined, now: number): Rendered {
  if (retryAfter === undefined) return envelope(429, codes.rateLimited.value, texts.perSecond.value)
  const until = new Date(now + retryAfter * 1_000).toISOString().replace(/\.\d{3}Z$/, 'Z')
  return envelope(429, codes.rateLimited.value, texts.daily.value, { 'retry-after': until })
}

function envelope(
  status: number,
  code: number,
  message: string,
  headers: { readonly [name: string]: string } = {},
): Rendered {
  return json(status, { code, message }, headers)
}
