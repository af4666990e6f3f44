import type { Ruled } from '../../core/evidence.ts'
import { describeProblem } from '../../core/problem.ts'
import type { Dialect, Rendered, ReplyContext } from '../../http/vendor-kit/dialect.ts'
import { fill, retryAfterSeconds } from '../../http/vendor-kit/reply.ts'
import type { Answer } from './answer.ts'
import type { Digest } from './digest.ts'
import { rules } from './rules.ts'
import { texts } from './texts.ts'
import { uploadFor } from './uploads.ts'

/** How a provider's server says problems: any 4xx or 5xx, with a `message` for the app's user. */
export function softphoneDialect(answer: Answer, digest: Digest): Dialect {
  const say = (
    status: number,
    text: Ruled<string>,
    { head }: ReplyContext,
    values: { readonly [name: string]: string } = {},
  ): Rendered => ({ ...answer(status, { message: fill(text.value, values) }, head), words: text })
  const withHeaders = (rendered: Rendered, headers: { readonly [name: string]: string }): Rendered => ({
    ...rendered,
    headers: { ...rendered.headers, ...headers },
  })
  return {
    unauthenticated: ({ reason }, context) =>
      withHeaders(say(401, texts.unauthenticated, context), {
        'www-authenticate': digest.challenge(context.now, reason === 'expired'),
      }),
    forbidden: (_, context) => say(403, texts.forbidden, context),
    'unknown-path': (_, context) => say(404, texts.notFound, context),
    'not-found': (_, context) => say(404, texts.notFound, context),
    'method-not-allowed': ({ allowed }, context) =>
      withHeaders(say(405, texts.methodNotAllowed, context), { allow: allowed.join(', ') }),
    'unsupported-content-type': ({ expected }, context) => say(415, texts.contentType, context, { expected }),
    malformed: (_, context) => say(400, texts.malformed, context),
    invalid: (problem, context) => say(400, texts.invalid, context, { what: describeProblem(problem) }),
    'missing-part': (_, context) => say(400, uploadFor(context).texts.noFile, context),
    'too-large': ({ limit }, context) =>
      say(413, uploadFor(context).texts.tooLarge, context, { limit: String(limit) }),
    'unsupported-media': (_, context) => say(415, uploadFor(context).texts.wrongType, context),
    'quota-exceeded': (_, context) => say(403, uploadFor(context).texts.quota, context),
    conflict: (_, context) => say(409, uploadFor(context).texts.conflict, context),
    'rate-limited': ({ retryAfter }, context) =>
      withHeaders(say(429, texts.rateLimited, context), retryAfterSeconds(retryAfter)),
    timeout: (_, context) => say(408, texts.timeout, context),
    'storage-full': (_, context) => say(507, texts.full, context),
    unavailable: ({ retryAfter }, context) =>
      withHeaders(say(503, texts.unavailable, context), retryAfterSeconds(retryAfter)),
    internal: (_, context) => say(500, texts.internal, context),
    'vendor-rule': ({ rule }, context) => {
      const known = rules.get(rule)
      return known === undefined
        ? say(400, texts.invalid, context, { what: rule })
        : say(known.status, known.text, context)
    },
  }
}
