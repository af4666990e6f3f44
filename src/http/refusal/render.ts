import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../core/clock.ts'
import { describeProblem, type Problem } from '../../core/problem.ts'
import { StoreUnavailable } from '../../storage/errors.ts'
import { withoutSecretPhrases } from '../recording/redact.ts'
import { headOf, type RequestStart } from '../request/head.ts'
import type { Rendered, ReplyContext } from '../vendor-kit/dialect.ts'
import { contextOf, sendRendered } from '../vendor-kit/reply.ts'
import type { MountedVendor } from '../vendor-kit/vendor.ts'
import { OrderedReply } from './ordered-reply.ts'
import { toProblem } from './to-problem.ts'

/** Says a problem in a vendor's words, for a request that reached no scope: with the vendor's headers. */
export function renderProblem(
  mounted: MountedVendor,
  problem: Problem,
  at: { readonly raw: RequestStart; readonly sentUrl: string; readonly clock: Clock },
): Rendered {
  const head = headOf(at.raw, at.sentUrl)
  const context = { head, trackingId: mounted.trackingId(head), operation: undefined, now: at.clock.now() }
  const rendered = render(mounted, problem, context)
  // What stands before a vendor's code refuses long headers, with HTTP's own status for it.
  const isTooLong = problem.kind === 'malformed' && problem.what === 'headers'
  return {
    ...rendered,
    ...(isTooLong && { status: 431 }),
    headers: { ...mounted.replyHeaders(context), ...rendered.headers },
  }
}

/** Answers a request of the vendor's with what went wrong, and tells the log and the journal. */
export function sendProblem(
  error: unknown,
  at: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  by: {
    readonly mounted: MountedVendor
    readonly clock: Clock
    /** Names that the vendor gives to secrets. */
    readonly secretNames: readonly string[]
  },
): FastifyReply {
  const { request, reply } = at
  if (error instanceof OrderedReply) return sendRendered(reply, error.rendered)
  const problem = toProblem(error, request)
  const shown = (text: string) => withoutSecretPhrases(text, by.secretNames)
  const about = {
    method: request.method,
    path: shown(request.head?.path ?? ''),
    operation: request.routeOptions.config.operation,
  }
  if (problem.kind === 'internal') request.log.error({ ...about, err: error }, 'internal error')
  else if (error instanceof StoreUnavailable) request.log.warn({ ...about, why: error.message }, 'refused')
  else request.log.info({ ...about, problem: problem.kind, why: shown(describeProblem(problem)) }, 'refused')
  const rendered = render(by.mounted, problem, contextOf(request, by.clock))
  request.recording?.refuse(problem, error, rendered.words)
  return sendRendered(reply, rendered)
}

/** Says a problem in a vendor's words. */
export function render(mounted: MountedVendor, problem: Problem, context: ReplyContext): Rendered {
  // TypeScript can't see that the entry of a kind takes the problem of that kind; the Dialect type says so.
  const say = mounted.dialect[problem.kind] as (problem: Problem, context: ReplyContext) => Rendered
  return say(problem, context)
}
