import type { Ruled } from '../../core/evidence.ts'
import type { Dialect, Rendered } from '../../http/vendor-kit/dialect.ts'
import { fill, json, retryAfterSeconds } from '../../http/vendor-kit/reply.ts'
import type { Settings } from './config.ts'
import { rules } from './rules.ts'
import { codes, type Said, texts } from './texts.ts'
import { tokenRules } from './tokens/rules.ts'
import { uploadFor } from './uploads.ts'

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
    'unsupported-content-type': ({ expected }, context) =>
      expected === 'multipart/form-data'
        ? say(uploadFor(context).texts.notMultipart)
        : envelope(415, 415, texts.unsupportedContentType),
    malformed: ({ what }, context) => {
      if (what === 'form') return say(uploadFor(context).texts.malformedForm)
      return envelope(400, codes.invalid.value, what === 'json' ? texts.badJson : texts.validation)
    },
    invalid: ({ issues }) =>
      envelope(400, codes.invalid.value, texts.validation, {
        errors: issues.map(({ path }) => ({
          field: path.split('.').slice(1).join('.'),
          message: texts.invalidField.value,
        })),
      }),
    'missing-part': ({ part, reason }, context) => say(uploadFor(context).texts.missing[reason], { part }),
    'too-large': (problem, context) =>
      problem.part === uploadFor(context).part
        ? say(uploadFor(context).texts.tooLarge)
        : envelope(400, codes.invalid.value, texts.validation),
    'unsupported-media': (_, context) => say(uploadFor(context).texts.wrongType),
    'quota-exceeded': ({ unit }, context) => say(uploadFor(context).texts.quota[unit]),
    conflict: () => envelope(409, 409, texts.validation),
    'rate-limited': ({ retryAfter }, { now }) => rateLimited(retryAfter, now),
    timeout: () => envelope(408, 408, texts.timeout),
    'storage-full': () => envelope(503, 503, texts.unavailable),
    unavailable: ({ retryAfter }) =>
      envelope(503, 503, texts.unavailable, { headers: retryAfterSeconds(retryAfter) }),
    internal: () => envelope(500, 500, texts.internal),
    'vendor-rule': ({ rule }) => brokenRule(rule),
  }
}

function notFound(resource: string, id: string): Rendered {
  if (resource === 'account') return envelope(404, codes.noAccount.value, filled(texts.noAccount, { id }))
  if (resource === 'group') return envelope(404, codes.noGroup.value, filled(texts.noGroup, { id }))
  if (resource === 'foreign-user') return envelope(404, codes.foreignUser.value, texts.foreignUser)
  return envelope(404, codes.noUser.value, filled(texts.noUser, { id }))
}

function brokenRule(rule: string): Rendered {
  const known = rules.get(rule)
  if (known !== undefined) return envelope(known.status, known.code.value, known.text)
  const token = tokenRules.get(rule)
  if (token !== undefined) return tokenRefusal(token.status, token.text, rule)
  return envelope(400, codes.invalid.value, { ...texts.validation, value: rule })
}

/** The daily limit names a time in ISO 8601 instead of seconds; the per-second limit names none. */
function rateLimited(retryAfter: number | undefined, now: number): Rendered {
  if (retryAfter === undefined) return envelope(429, codes.rateLimited.value, texts.perSecond)
  const until = new Date(now + retryAfter * 1_000).toISOString().replace(/\.\d{3}Z$/, 'Z')
  return envelope(429, codes.rateLimited.value, texts.daily, { headers: { 'retry-after': until } })
}

/** The token endpoint's own envelope. */
function tokenRefusal(status: number, words: Ruled<string>, error: string): Rendered {
  return { ...json(status, { reason: words.value, error }), words }
}

/** Says something of an upload. */
function say({ code, text }: Said, values: { readonly [name: string]: string } = {}): Rendered {
  return envelope(400, code.value, filled(text, values))
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
