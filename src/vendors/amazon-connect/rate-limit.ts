import { ruled } from '../../core/evidence.ts'
import { ApiError } from '../../core/problem.ts'
import type { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import { noThrottle, type Throttle, TokenBuckets } from '../../http/vendor-kit/rate-limit.ts'
import type { Setup } from './config.ts'
import type { Caller } from './credentials.ts'
import { sources } from './sources.ts'

/** How fast an account may call each operation: two a second, five at once. */
export const requestRate = ruled({ perSecond: 2, burst: 5 }, 'documented', sources.bestPractices)

/** Amazon Connect's throttling, where it is switched on: 429 ThrottlingException, without a time to wait. */
export function connectThrottle({ settings }: Setup, gate: CredentialGate<Caller>): Throttle {
  if (settings.rateLimit === 'off') return noThrottle
  const buckets = new TokenBuckets()
  return request => {
    const { operation, isPublic = false } = request.routeOptions.config
    if (isPublic) return
    const { accountId } = gate.caller(request)
    const { isAllowed } = buckets.take(
      { namespace: request.namespace, key: `${accountId}/${operation}`, now: request.clock.now() },
      requestRate.value,
    )
    if (!isAllowed) throw new ApiError({ kind: 'rate-limited' })
  }
}
