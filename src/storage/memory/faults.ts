import { BoundedMap } from '../../core/bounded-map.ts'
import { callOf, type FaultCandidate, type FaultRule, isMeant } from '../../core/fault.ts'
import type { Namespace } from '../../core/namespace.ts'
import { type DrawnFault, type FaultState, type Faults, MAX_CALLS } from '../faults.ts'

interface Armed {
  readonly rule: FaultRule
  seen: number
  fired: number
  /** Which hit each known call got; 0 for none. */
  readonly calls: BoundedMap<string, number>
}

interface World {
  readonly armed: Map<string, Armed>
  added: number
}

/** Faults in memory. A namespace's world goes with its generation. */
export class MemoryFaults implements Faults {
  #worlds = new WeakMap<Namespace, World>()

  async add(namespace: Namespace, rule: Omit<FaultRule, 'id'>): Promise<FaultState> {
    const world = this.#worlds.get(namespace) ?? { armed: new Map(), added: 0 }
    this.#worlds.set(namespace, world)
    const armed = {
      rule: { ...rule, id: `fault-${++world.added}` },
      seen: 0,
      fired: 0,
      calls: new BoundedMap<string, number>(MAX_CALLS),
    }
    world.armed.set(armed.rule.id, armed)
    return armed
  }

  async list(namespace: Namespace): Promise<readonly FaultState[]> {
    const armed = this.#worlds.get(namespace)?.armed.values() ?? []
    return [...armed].map(({ rule, fired }) => ({ rule, fired }))
  }

  async remove(namespace: Namespace, id: string): Promise<boolean> {
    return this.#worlds.get(namespace)?.armed.delete(id) ?? false
  }

  async clear(namespace: Namespace): Promise<void> {
    this.#worlds.get(namespace)?.armed.clear()
  }

  async draw(namespace: Namespace, candidate: FaultCandidate): Promise<DrawnFault | undefined> {
    for (const armed of this.#worlds.get(namespace)?.armed.values() ?? []) {
      if (!isMeant(armed.rule, candidate)) continue
      const { hit, ...counted } = count(armed, candidate)
      if (hit > 0) return { rule: armed.rule, hit, ...counted }
    }
    return undefined
  }

  async release(namespace: Namespace, { rule, call, isCounted }: DrawnFault): Promise<void> {
    const armed = this.#worlds.get(namespace)?.armed.get(rule.id)
    if (armed === undefined || !isCounted) return
    armed.fired = Math.max(0, armed.fired - 1)
    // Its next attempt is counted anew.
    if (call !== undefined) armed.calls.delete(call)
  }

  async close(): Promise<void> {
    this.#worlds = new WeakMap()
  }
}

/** The hit that a request gets; 0 when it passes. */
function count(armed: Armed, candidate: FaultCandidate): Omit<DrawnFault, 'rule'> {
  const call = armed.rule.countBy === 'call' ? callOf(candidate) : undefined
  const known = call === undefined ? undefined : armed.calls.get(call)
  if (known !== undefined) return { hit: known, call, isCounted: false }
  const { skip, times = Number.POSITIVE_INFINITY } = armed.rule
  const hit = ++armed.seen > skip && armed.fired < times ? ++armed.fired : 0
  if (call !== undefined) armed.calls.set(call, hit)
  return { hit, call, isCounted: true }
}
