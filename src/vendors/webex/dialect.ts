import { type Ruled, ruled } from '../../core/evidence.ts'
import { describeProblem } from '../../core/problem.ts'
import type { Dialect, Rendered, ReplyContext } from '../../http/vendor-kit/dialect.ts'
import { json, retryAfterSeconds } from '../../http/vendor-kit/reply.ts'
import { rules } from './rules.ts'
import { sources } from './sources.ts'
import { errorCodes, texts } from './texts.ts'
import { uploadFor } from './uploads.ts'

/** How Webex says problems: an envelope with a message, a list of errors and the exchange's tracking id. */
export const dialect: Dialect = {
  unauthenticated: (_, context) => envelope(401, texts.unauthenticated, context),
  forbidden: (_, context) => envelope(403, texts.forbidden, context),
  'unknown-path': (_, context) => envelope(404, texts.notFound, context),
  'not-found': (_, context) => envelope(404, texts.notFound, context),
  'method-not-allowed': ({ allowed }, context) =>
    envelope(405, texts.methodNotAllowed, context, { headers: { allow: allowed.join(', ') } }),
  'unsupported-content-type': (_, context) => envelope(415, texts.unsupportedContentType, context),
  malformed: (problem, context) => invalid(describeProblem(problem), context),
  invalid: (problem, context) => invalid(describeProblem(problem), context),
  'missing-part': (_, context) =>
    badRequest(uploadFor(context).texts.noFile, errorCodes.noFile.value, context),
  'too-large': (problem, context) =>
    problem.part === uploadFor(context).part
      ? badRequest(uploadFor(context).texts.tooLarge, errorCodes.tooLarge.value, context)
      : invalid(describeProblem(problem), context),
  'unsupported-media': (_, context) =>
    badRequest(uploadFor(context).texts.wrongType, errorCodes.wrongType.value, context),
  'quota-exceeded': ({ unit }, context) =>
    badRequest(uploadFor(context).texts.quota[unit], errorCodes.quota.value, context),
  conflict: (_, context) =>
    badRequest(uploadFor(context).texts.duplicate, errorCodes.duplicate.value, context),
  'rate-limited': ({ retryAfter = 1 }, context) =>
    envelope(429, texts.rateLimited, context, { headers: retryAfterSeconds(retryAfter) }),
  timeout: (_, context) => envelope(408, texts.timeout, context),
  'storage-full': (_, context) => envelope(503, texts.unavailable, context),
  unavailable: ({ retryAfter }, context) =>
    envelope(503, texts.unavailable, context, { headers: retryAfterSeconds(retryAfter) }),
  internal: (_, context) => envelope(500, texts.internal, context),
  'vendor-rule': ({ rule }, context) => {
    const known = rules.get(rule)
    return known === undefined ? invalid(rule, context) : envelope(known.status, known.text, context)
  },
}

/** Says what Webex has no documented words for. */
function invalid(description: string, context: ReplyContext): Rendered {
  return badRequest(ruled(description, 'assumed', sources.nobody), errorCodes.invalid.value, context)
}

function badRequest(words: Ruled<string>, errorCode: number, context: ReplyContext): Rendered {
  const error = { description: words.value, errorCode }
  return { ...envelope(400, texts.badRequest, context, { error }), words }
}

function envelope(
  status: number,
  words: Ruled<string>,
  { trackingId }: ReplyContext,
  more: { readonly error?: object; readonly headers?: { readonly [name: string]: string } } = {},
): Rendered {
  const message = words.value
  const body = { message, errors: [more.error ?? { description: message }], trackingId }
  return { ...json(status, body, more.headers), words }
}
