import type { FastifyRequest } from 'fastify'
import { describeProblem, type Problem } from '../core/problem.ts'
import { toProblem } from '../http/refusal/to-problem.ts'
import type { Rendered } from '../http/vendor-kit/dialect.ts'
import { json } from '../http/vendor-kit/reply.ts'

/** A refusal of the control API. */
export class ControlError extends Error {
  readonly status: number
  readonly code: string
  /** The key that is wrong. */
  readonly path: string
  readonly headers: { readonly [name: string]: string }

  constructor(
    status: number,
    code: string,
    message: string,
    path = '',
    headers: { readonly [name: string]: string } = {},
  ) {
    super(message)
    this.headers = headers
    this.name = 'ControlError'
    this.status = status
    this.code = code
    this.path = path
  }
}

/**
 * Says a problem, or anything that was thrown, in the control API's own words. `request` is the one that failed, where
 * a scope read its body.
 */
export function renderControlError(error: unknown, request?: FastifyRequest): Rendered {
  const { status, code, message, path, headers } = toControlError(error, request)
  return json(status, { error: { code, message, path } }, { 'cache-control': 'no-store', ...headers })
}

function toControlError(error: unknown, request?: FastifyRequest): ControlError {
  if (error instanceof ControlError) return error
  const problem = isProblem(error) ? error : toProblem(error, request)
  const message = describeProblem(problem)
  switch (problem.kind) {
    case 'invalid':
      return new ControlError(400, problem.kind, problem.issues[0].message, keyOf(problem.issues[0].path))
    case 'malformed':
      return new ControlError(problem.what === 'headers' ? 431 : 400, problem.kind, message, problem.what)
    case 'not-found':
      return new ControlError(404, problem.kind, message, 'id')
    case 'unknown-path':
      return new ControlError(404, problem.kind, message)
    case 'method-not-allowed':
      return new ControlError(405, problem.kind, message, '', { allow: problem.allowed.join(', ') })
    case 'missing-part':
      return new ControlError(400, problem.kind, message, problem.part)
    case 'timeout':
      return new ControlError(408, problem.kind, message)
    case 'conflict':
      return new ControlError(409, problem.kind, message, 'id')
    case 'too-large':
      return new ControlError(413, problem.kind, message, problem.part ?? '')
    case 'unsupported-content-type':
      return new ControlError(415, problem.kind, message, 'content-type')
    case 'storage-full':
      return new ControlError(507, problem.kind, message)
    case 'unavailable':
      return new ControlError(503, problem.kind, message)
    // A vendor's own refusals: here they would be a mistake of ours.
    case 'unauthenticated':
    case 'forbidden':
    case 'unsupported-media':
    case 'quota-exceeded':
    case 'rate-limited':
    case 'vendor-rule':
    case 'internal':
      return new ControlError(500, 'internal', message)
  }
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'kind' in error
}

/** `querystring.limit` is `limit` to the caller. */
function keyOf(path: string): string {
  return path.split('.').slice(1).join('.')
}
