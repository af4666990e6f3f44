import { createHash } from 'node:crypto'
import type { ActionsOf } from '../../core/fault-actions.ts'
import type { DrawnFault } from '../../storage/faults.ts'

/** What each delay adds, in milliseconds: one that is missing does not compile. */
const DELAYS: { readonly [K in ActionsOf<'delay'>]: (drawn: DrawnFault, seed: number) => number } = {
  delayMs: ({ rule }) => rule.delayMs ?? 0,
  jitterMs: ({ rule: { id, jitterMs = 0 }, strike }, seed) => {
    if (jitterMs === 0) return 0
    const drawn = createHash('sha256').update(`${seed}\0${id}\0${strike}`).digest().readUInt32BE(0)
    return Math.floor((drawn / 2 ** 32) * (jitterMs + 1))
  },
}

/** How long a drawn fault waits before anything else, in milliseconds. `seed` makes jitter the same in each run. */
export function delayOf(drawn: DrawnFault, seed: number): number {
  return Object.values(DELAYS).reduce((total, delay) => total + delay(drawn, seed), 0)
}
