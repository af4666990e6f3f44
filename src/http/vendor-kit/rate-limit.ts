import type { FastifyReply, FastifyRequest } from 'fastify'
import { BoundedMap } from '../../core/bounded-map.ts'
import { blobPrefix, type Namespace } from '../../core/namespace.ts'

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

/** What a request counts as: when, and for whom. */
export interface Counted {
  readonly namespace: Namespace
  readonly key: string
  readonly now: number
}

/**
 * How many namespaces are counted, and keys in each; where one more comes, the one that was idle for longest is
 * forgotten.
 */
const MAX_NAMESPACES = 10_000
const MAX_KEYS = 10_000

/**
 * Counts requests per key and namespace, each server its own; a reset forgets the counts. Times are in milliseconds
 * since 1970.
 */
abstract class Counter<State> {
  readonly #states = new BoundedMap<string, BoundedMap<string, State>>(MAX_NAMESPACES)

  protected update({ namespace, key }: Counted, next: (state: State | undefined) => State): State {
    const generation = blobPrefix(namespace)
    const states = this.#states.get(generation) ?? new BoundedMap<string, State>(MAX_KEYS)
    this.#states.set(generation, states)
    const state = next(states.get(key))
    states.set(key, state)
    return state
  }
}

/** Allows so many requests in each window of time; windows begin at whole multiples of their length. */
export class WindowCounter extends Counter<{ readonly window: number; readonly count: number }> {
  take(at: Counted, rule: { readonly limit: number; readonly windowMs: number }): Allowance {
    const { now } = at
    const window = Math.floor(now / rule.windowMs)
    const { count } = this.update(at, state => ({
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
  take(at: Counted, rule: { readonly burst: number; readonly perSecond: number }): Allowance {
    const { now } = at
    const { tokens, isAllowed } = this.update(at, state => {
      const gained = state === undefined ? rule.burst : (Math.max(0, now - state.at) / 1_000) * rule.perSecond
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
