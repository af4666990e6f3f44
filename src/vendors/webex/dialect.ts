import { describeProblem } from '../../core/problem.ts'
import { json, retryAfterSeconds } from '../../http/send.ts'
import type { Dialect, Rendered, ReplyContext } from '../../http/vendor.ts'
import { IMAGE_PART } from './images.ts'
import { errorCodes, texts } from './texts.ts'

/** The rule that an org has one job at a time. */
export const JOB_RUNNING = 'job-running'

/** How Webex says problems: an envelope with a message, a list of errors and the exchange's tracking id. */
export const dialect: Dialect = {
  unauthenticated: (_, context) => envelope(401, texts.unauthenticated.value, context),
  forbidden: (_, context) => envelope(403, texts.forbidden.value, context),
  'unknown-path': (_, context) => envelope(404, texts.notFound.value, context),
  'not-found': (_, context) => envelope(404, texts.notFound.value, context),
  'method-not-allowed': ({ allowed }, context) =>
    envelope(405, texts.methodNotAllowed.value, context, { headers: { allow: allowed.join(', ') } }),
  'unsupported-content-type': (_, context) => envelope(415, texts.unsupportedContentType.value, context),
  malformed: (problem, context) => badRequest(describeProblem(problem), errorCodes.invalid.value, context),
  invalid: (problem, context) => badRequest(describeProblem(problem), errorCodes.invalid.value, context),
  'missing-part': (_, context) => badRequest(texts.noFile.value, errorCodes.noFile.value, context),
  'too-large': (problem, context) =>
    problem.part === IMAGE_PART
      ? badRequest(texts.tooLarge.value, errorCodes.tooLarge.value, context)
      : badRequest(describeProblem(problem), errorCodes.invalid.value, context),
  'unsupported-media': (_, context) => badRequest(texts.wrongType.value, errorCodes.wrongType.value, context),
  'quota-exceeded': (_, context) => badRequest(texts.quota.value, errorCodes.quota.value, context),
  conflict: (_, context) => badRequest(texts.duplicate.value, errorCodes.duplicate.value, context),
  'rate-limited': ({ retryAfter = 1 }, context) =>
    envelope(429, texts.rateLimited.value, context, { headers: retryAfterSeconds(retryAfter) }),
  timeout: (_, context) => envelope(408, texts.timeout.value, context),
  'storage-full': (_, context) => envelope(503, texts.unavailable.value, context),
  unavailable: ({ retryAfter }, context) =>
    envelope(503, texts.unavailable.value, context, { headers: retryAfterSeconds(retryAfter) }),
  internal: (_, context) => envelope(500, texts.internal.value, context),
  'vendor-rule': ({ rule }, context) =>
    rule === JOB_RUNNING
      ? envelope(409, texts.jobRunning.value, context)
      : badRequest(rule, errorCodes.invalid.value, context),
}

function badRequest(description: string, errorCode: number, context: ReplyContext): Rendered {
  return envelope(400, texts.badRequest.value, context, { error: { description, errorCode } })
}

function envelope(
  status: number,
  message: string,
  { trackingId }: ReplyContext,
  more: { readonly error?: object; readonly headers?: { readonly [name: string]: string } } = {},
): Rendered {
  return json(status, { message, errors: [more.error ?? { description: message }], trackingId }, more.headers)
}
