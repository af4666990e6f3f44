import type { Ruled } from '../../core/evidence.ts'
import { describeProblem, type Problem } from '../../core/problem.ts'
import type { Dialect, Rendered, ReplyContext } from '../../http/vendor-kit/dialect.ts'
import { fill, json, retryAfterSeconds } from '../../http/vendor-kit/reply.ts'
import { texts } from './texts.ts'
import { uploadFor } from './uploads.ts'

/** How AWS says problems: the exception's name in a header, its message in a body. */
export const dialect: Dialect = {
  unauthenticated: problem => unauthenticated(problem),
  forbidden: () => exception(403, 'AccessDeniedException', texts.accessDenied),
  'unknown-path': () => exception(404, 'UnknownOperationException', texts.unknownOperation),
  'method-not-allowed': () => exception(404, 'UnknownOperationException', texts.unknownOperation),
  'not-found': () => exception(404, 'ResourceNotFoundException', texts.notFound),
  'unsupported-content-type': () => exception(400, 'InvalidRequestException', texts.unreadable),
  malformed: () => exception(400, 'InvalidRequestException', texts.unreadable),
  invalid: (problem, context) => invalid(problem, context),
  'missing-part': (problem, context) => invalid(problem, context),
  'too-large': (problem, context) =>
    problem.part === undefined
      ? exception(413, 'RequestEntityTooLargeException', texts.tooLarge)
      : invalid(problem, context),
  'unsupported-media': (problem, context) => invalid(problem, context),
  'quota-exceeded': (_, context) => {
    const { status, name, text } = uploadFor(context).texts.quota
    return exception(status, name, text)
  },
  conflict: () => exception(409, 'DuplicateResourceException', texts.duplicate),
  'rate-limited': ({ retryAfter }) =>
    exception(429, 'ThrottlingException', texts.throttled, { headers: retryAfterSeconds(retryAfter) }),
  timeout: () => exception(408, 'RequestTimeoutException', texts.timeout),
  'storage-full': () => exception(500, 'InternalServiceException', texts.internal),
  unavailable: ({ retryAfter }) =>
    exception(503, 'ServiceUnavailable', texts.unavailable, { headers: retryAfterSeconds(retryAfter) }),
  internal: () => exception(500, 'InternalServiceException', texts.internal),
  'vendor-rule': (problem, context) => invalid(problem, context),
}

function unauthenticated({ reason, detail = '' }: Extract<Problem, { kind: 'unauthenticated' }>): Rendered {
  switch (reason) {
    case 'missing':
      return exception(403, 'MissingAuthenticationTokenException', texts.missingToken)
    case 'malformed':
      return exception(403, 'IncompleteSignature', texts.incompleteSignature, { what: detail })
    case 'unknown':
      return exception(403, 'UnrecognizedClientException', texts.unknownClient)
    case 'expired':
      return exception(403, 'ExpiredTokenException', texts.expiredToken)
    case 'bad-signature':
      return exception(403, 'InvalidSignatureException', texts.badSignature, { what: detail })
  }
}

function invalid(problem: Problem, context: ReplyContext): Rendered {
  const { status, name, text } = uploadFor(context).texts.invalid
  return exception(status, name, text, { what: describeProblem(problem) })
}

function exception(
  status: number,
  name: string,
  text: Ruled<string>,
  more: { readonly what?: string; readonly headers?: { readonly [name: string]: string } } = {},
): Rendered {
  const message = fill(text.value, { what: more.what ?? '' })
  // The model has `Message`; the gateway before the service writes `message`. Clients read either.
  const body = { Message: message, message }
  return { ...json(status, body, { 'x-amzn-errortype': name, ...more.headers }), words: text }
}
