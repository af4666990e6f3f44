import type { FastifyRequest } from 'fastify'
import { ApiError, type Problem } from '../../core/problem.ts'
import { AssetDamaged, AssetMissing } from '../../storage/asset-bytes.ts'
import { BlobNotFound, StorageFull } from '../../storage/blobs.ts'
import { StoreUnavailable } from '../../storage/errors.ts'

/**
 * What went wrong, as a problem: whatever was thrown by us, by a store or by the framework. What nobody foresaw is
 * `internal`. `request` is the one that failed, where a scope read its body.
 */
export function toProblem(error: unknown, request?: FastifyRequest): Problem {
  if (error instanceof ApiError) return error.problem
  if (error instanceof StorageFull) return { kind: 'storage-full', message: error.message }
  if (error instanceof StoreUnavailable) return { kind: 'unavailable' }
  if (error instanceof AssetMissing)
    return { kind: 'not-found', resource: 'content of asset', id: error.asset }
  if (error instanceof AssetDamaged) return { kind: 'internal', message: error.message }
  if (error instanceof BlobNotFound) return { kind: 'not-found', resource: 'blob', id: '' }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' && request !== undefined)
    return {
      kind: 'too-large',
      part: undefined,
      limit: request.server.textLimitOf(request.headers['content-type']),
    }
  return FRAMEWORK_PROBLEMS[code] ?? { kind: 'internal' }
}

const FRAMEWORK_PROBLEMS: { readonly [code: string]: Problem } = {
  // Node's word for a request whose client went away. Nobody reads the answer.
  ECONNRESET: { kind: 'malformed', what: 'http', message: 'the client went away' },
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: { kind: 'unknown-path' },
  FST_ERR_BAD_URL: { kind: 'malformed', what: 'url', message: 'the path has a bad percent-encoding' },
  FST_ERR_MAX_PARAM_LENGTH: { kind: 'malformed', what: 'url', message: 'a part of the path is too long' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    kind: 'malformed',
    what: 'http',
    message: 'the body is not as long as Content-Length says',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    kind: 'unsupported-content-type',
    found: 'no media type',
    expected: 'of a known media type',
  },
}
