import { ruled } from '../../core/evidence.ts'
import { ApiError } from '../../core/problem.ts'
import { headerOf } from '../../http/request/head.ts'
import { noThrottle, type Throttle, WindowCounter } from '../../http/vendor-kit/rate-limit.ts'
import type { Setup } from './config.ts'
import { sources } from './sources.ts'

/** How many requests a token may send. Webex publishes no number for these operations. */
export const requestLimit = ruled({ limit: 300, windowMs: 60_000 }, 'assumed', sources.nobody)

/** Webex's limit, where it is switched on: 429 with `Retry-After` in whole seconds. */
export function webexThrottle({ settings }: Setup): Throttle {
  if (settings.rateLimit === 'off') return noThrottle
  const counter = new WindowCounter()
  return request => {
    const key = headerOf(request.head, 'authorization') ?? ''
    const at = { namespace: request.namespace, key, now: request.clock.now() }
    const { isAllowed, waitMs } = counter.take(at, requestLimit.value)
    if (!isAllowed) throw new ApiError({ kind: 'rate-limited', retryAfter: Math.ceil(waitMs / 1_000) })
  }
}
