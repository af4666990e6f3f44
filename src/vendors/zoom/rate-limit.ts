import type { FastifyReply, FastifyRequest } from 'fastify'
import { ruled } from '../../core/evidence.ts'
import { blobPrefix } from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import type { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import { type Throttle, WindowCounter } from '../../http/vendor-kit/rate-limit.ts'
import type { Settings, Setup } from './config.ts'
import type { Caller } from './credentials.ts'
import { CONCURRENT_DELETE } from './rules.ts'
import { sources } from './sources.ts'

type Category = 'Light' | 'Medium' | 'Heavy'

/** Requests a second, and a day where the plan has such a limit, by category. All apps of an account share them. */
export const limitsByPlan = ruled(
  {
    free: {
      perSecond: { Light: 4, Medium: 2, Heavy: 1 },
      perDay: { Light: 6_000, Medium: 2_000, Heavy: 1_000 },
    },
    pro: { perSecond: { Light: 30, Medium: 20, Heavy: 10 }, perDay: { Heavy: 30_000 } },
    business: { perSecond: { Light: 80, Medium: 60, Heavy: 40 }, perDay: { Heavy: 60_000 } },
  } satisfies {
    readonly [plan in Settings['plan']]: {
      readonly perSecond: { readonly [category in Category]: number }
      readonly perDay: { readonly [category in Category]?: number }
    }
  },
  'documented',
  sources.rateLimits,
)

/** An operation's category by the beginning of its name. Only those of uploads and deletions are documented. */
export const categories = ruled<{ readonly [verb: string]: Category }>(
  { upload: 'Medium', delete: 'Light', get: 'Medium', update: 'Light' },
  'documented',
  sources.users,
)

const CATEGORIES = Object.entries(categories.value)

/** The operation that a user may have running only once at a time. Source: the page on rate limits. */
const ONE_AT_A_TIME = 'deleteUserVirtualBackground'

const SECOND_MS = 1_000
const DAY_MS = 86_400_000

/** Names each operation's category, as the real API does; where it is switched on, holds an account to its plan. */
export function zoomThrottle({ settings }: Setup, gate: CredentialGate<Caller>): Throttle {
  const counter = new WindowCounter()
  const running = new Set<string>()
  const { perSecond, perDay } = limitsByPlan.value[settings.plan]
  return (request, reply) => {
    const category = categoryOf(request.routeOptions.config.operation)
    if (category === undefined) return
    reply.header('x-ratelimit-category', category)
    if (settings.rateLimit === 'off') return
    if (request.routeOptions.config.operation === ONE_AT_A_TIME) refuseSecond(request, reply, running)
    const account = gate.caller(request).accountId ?? 'me'
    const counted = (window: string) => ({
      namespace: request.namespace,
      key: `${account}/${category}/${window}`,
      now: request.clock.now(),
    })
    const second = { limit: perSecond[category], windowMs: SECOND_MS }
    const inSecond = counter.take(counted('second'), second)
    tell(reply, 'QPS', second.limit, inSecond.remaining)
    if (!inSecond.isAllowed) throw new ApiError({ kind: 'rate-limited' })
    const limit = (perDay as { readonly [name: string]: number | undefined })[category]
    if (limit === undefined) return
    const inDay = counter.take(counted('day'), { limit, windowMs: DAY_MS })
    if (inDay.isAllowed) return
    tell(reply, 'Daily-limit', limit, 0)
    throw new ApiError({ kind: 'rate-limited', retryAfter: inDay.waitMs / 1_000 })
  }
}

/** A user's files are deleted by one request at a time. */
function refuseSecond({ namespace, head }: FastifyRequest, reply: FastifyReply, running: Set<string>): void {
  const files = blobPrefix(namespace) + head.path
  if (running.has(files)) throw new ApiError({ kind: 'vendor-rule', rule: CONCURRENT_DELETE })
  running.add(files)
  reply.raw.once('close', () => running.delete(files))
}

function tell(reply: FastifyReply, type: 'QPS' | 'Daily-limit', limit: number, remaining: number): void {
  reply.headers({
    'x-ratelimit-type': type,
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
  })
}

function categoryOf(operation: string | undefined): Category | undefined {
  return CATEGORIES.find(([verb]) => operation?.startsWith(verb))?.[1]
}
