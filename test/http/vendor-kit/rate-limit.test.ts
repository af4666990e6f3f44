import { describe, expect, it } from 'vitest'
import { TokenBuckets, WindowCounter } from '../../../src/http/vendor-kit/rate-limit.ts'

const namespace = { name: 'default', generation: 1 }
const MAX_KEYS = 10_000

describe.each([
  {
    name: 'WindowCounter',
    make: () => {
      const counter = new WindowCounter()
      return (key: string, now = 0) =>
        counter.take({ namespace, key, now }, { limit: 1, windowMs: 1_000 }).isAllowed
    },
  },
  {
    name: 'TokenBuckets',
    make: () => {
      const buckets = new TokenBuckets()
      return (key: string, now = 0) =>
        buckets.take({ namespace, key, now }, { burst: 1, perSecond: 1 }).isAllowed
    },
  },
])('$name', ({ make }) => {
  function full() {
    const take = make()
    for (let at = 0; at < MAX_KEYS; at++) take(`k${at}`)
    return take
  }

  it('remembers ten thousand keys', () => {
    const take = full()
    expect(take('k0')).toBe(false)
    expect(take(`k${MAX_KEYS - 1}`)).toBe(false)
  })

  it('forgets the key that was idle for longest when one more comes', () => {
    const take = full()
    // Asked for again, and refused: no longer idle.
    expect(take('k0')).toBe(false)
    expect(take('one more')).toBe(true)
    expect(take('k0')).toBe(false)
    expect(take('k2')).toBe(false)
    expect(take('one more')).toBe(false)
    expect(take('k1')).toBe(true)
  })

  it('lets a key in again when its time comes, whatever the clock did between', () => {
    const take = make()
    expect(take('a', 1_000_000)).toBe(true)
    take('a', 0)
    expect(take('a', 1_000)).toBe(true)
  })
})

describe('TokenBuckets', () => {
  const rule = { burst: 5, perSecond: 2 }

  it('never owe tokens for a clock that goes back', () => {
    const buckets = new TokenBuckets()
    const take = (now: number) => buckets.take({ namespace, key: 'a', now }, rule)
    expect(take(3_600_000)).toEqual({ isAllowed: true, remaining: 4, waitMs: 0 })
    expect(take(0)).toEqual({ isAllowed: true, remaining: 3, waitMs: 0 })
    for (let rest = 3; rest > 0; rest--) expect(take(0)).toMatchObject({ isAllowed: true })
    expect(take(0)).toEqual({ isAllowed: false, remaining: 0, waitMs: 500 })
    expect(take(500)).toMatchObject({ isAllowed: true })
  })
})
