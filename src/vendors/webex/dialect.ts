import { type Ruled, ruled } from '../../core/evidence.ts'
import { describeProblem } from '../../core/problem.ts'
import type { Dialect, Rendered, ReplyContext } from '../../http/vendor-kit/dialect.ts'
import { json, retryAfterSeconds } from '../../http/vendor-kit/reply.ts'
import { IMAGE_PART } from './devices/images.ts'
import { sources } from './sources.ts'
import { errorCodes, texts } from './texts.ts'

/** The rule that an org has one job at a time. */
export const JOB_RUNNING = 'job-running'

/** How Webex says problems: an envelope with a message, a list of errors and the exchange's tracking id. */
export const dialect: Dialect = {
  unauthenticated: (_, context) => envelope(401, texts.unauthenticated, context),
  forbidden: (_, context) => envelope(403, texts.forbidden, context),
  'unknown-path': (_, context) => envelope(404, texts.notFound, context),
  'not-found': (_, context) => envelope(404, texts.notFound, context),
  'method-not-allowed': ({ allowed }, context) =>
    envelope(405, texts.methodNotAllowed, context, { headers: { allow: allowed.join(', ') } }),
  'unsupported-content-type': (_, context) => envelope(415, texts.unsupportedContentType, context),
  malformed: (problem, context) =>
    badRequest(unnamed(describeProblem(problem)), errorCodes.invalid.value, context),
  invalid: (problem, context) =>
    badRequest(unnamed(describeProblem(problem)), errorCodes.invalid.value, context),
  'missing-part': (_, context) => badRequest(texts.noFile, errorCodes.noFile.value, context),
  'too-large': (problem, context) =>
    problem.part === IMAGE_PART
      ? badRequest(texts.tooLarge, errorCodes.tooLarge.value, context)
      : badRequest(unnamed(describeProblem(problem)), errorCodes.invalid.value, context),
  'unsupported-media': (_, context) => badRequest(texts.wrongType, errorCodes.wrongType.value, context),
  'quota-exceeded': (_, context) => badRequest(texts.quota, errorCodes.quota.value, context),
  conflict: (_, context) => badRequest(texts.duplicate, errorCodes.duplicate.value, context),
  'rate-limited': ({ retryAfter = 1 }, context) =>
    envelope(429, texts.rateLimited, context, { headers: retryAfterSeconds(retryAfter) }),
  timeout: (_, context) => envelope(408, texts.timeout, context),
  'storage-full': (_, context) => envelope(503, texts.unavailable, context),
  unavailable: ({ retryAfter }, context) =>
    envelope(503, texts.unavailable, context, { headers: retryAfterSeconds(retryAfter) }),
  internal: (_, context) => envelope(500, texts.internal, context),
  'vendor-rule': ({ rule }, context) =>
    rule === JOB_RUNNING
      ? envelope(409, texts.jobRunning, context)
      : badRequest(unnamed(rule), errorCodes.invalid.value, context),
}

/** What Webex has no documented words for. */
function unnamed(description: string): Ruled<string> {
  return ruled(description, 'assumed', sources.nobody)
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
