import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../core/clock.ts'
import type { Namespace } from '../core/namespace.ts'

/** Refuses a request that comes too soon after others: throws a `rate-limited` problem, and may set reply headers. */
export type Throttle = (request: FastifyRequest, reply: FastifyReply) => void

/** Lets everything pass. */
export const noThrottle: Throttle = () => {}

/** What is left after a request was counted. */
export interface Allowance {
  readonly isAllowed: boolean
  /** How many more may come now. */
  readonly remaining: number
  /** When the next may come, in milliseconds from now; 0 when it may come now. */
  readonly waitMs: number
}

/** Counts requests per key and namespace; a reset forgets the counts. Time is the clock's. */
abstract class Counter<State> {
  readonly #states = new WeakMap<Namespace, Map<string, State>>()
  protected readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  protected update(namespace: Namespace, key: string, next: (state: State | undefined) => State): State {
    const states = this.#states.get(namespace) ?? new Map<string, State>()
    this.#states.set(namespace, states)
    const state = next(states.get(key))
    states.set(key, state)
    return state
  }
}

/** So many requests in each window of time; windows begin at whole multiples of their length. */
export class WindowCounter extends Counter<{ readonly window: number; readonly count: number }> {
  take(
    namespace: Namespace,
    key: string,
    rule: { readonly limit: number; readonly windowMs: number },
  ): Allowance {
    const now = this.clock.now()
    const window = Math.floor(now / rule.windowMs)
    const { count } = this.update(namespace, key, state => ({
      window,
      count: state?.window === window ? state.count + 1 : 1,
    }))
    const isAllowed = count <= rule.limit
    return {
      isAllowed,
      remaining: Math.max(0, rule.limit - count),
      waitMs: isAllowed ? 0 : (window + 1) * rule.windowMs - now,
    }
  }
}

/** A bucket of tokens that fills steadily: a burst at once, then a steady rate. */
export class TokenBuckets extends Counter<{
  readonly tokens: number
  readonly at: number
  readonly isAllowed: boolean
}> {
  take(
    namespace: Namespace,
    key: string,
    rule: { readonly burst: number; readonly perSecond: number },
  ): Allowance {
    const now = this.clock.now()
    const { tokens, isAllowed } = this.update(namespace, key, state => {
      const gained = state === undefined ? rule.burst : ((now - state.at) / 1_000) * rule.perSecond
      const present = Math.min(rule.burst, (state?.tokens ?? 0) + gained)
      const isAllowed = present >= 1
      return { tokens: isAllowed ? present - 1 : present, at: now, isAllowed }
    })
    return {
      isAllowed,
      remaining: Math.floor(tokens),
      waitMs: isAllowed ? 0 : ((1 - tokens) / rule.perSecond) * 1_000,
    }
  }
}
