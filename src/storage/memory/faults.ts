import { BoundedMap } from '../../core/bounded-map.ts'
import { callOf, type FaultCandidate, type FaultRule, isMeant } from '../../core/fault.ts'
import type { Namespace } from '../../core/namespace.ts'
import { type DrawnFault, type FaultState, type Faults, MAX_CALLS } from '../faults.ts'

/** A rule that a test ordered, with what requests it counted. */
interface Ordered {
  readonly rule: FaultRule
  seen: number
  fired: number
  /** Which strike each known call got; 0 for none. */
  readonly calls: BoundedMap<string, number>
}

interface GenerationFaults {
  readonly ordered: Map<string, Ordered>
  added: number
}

/** Faults in memory. What is ordered in a namespace goes with its generation. */
export class MemoryFaults implements Faults {
  #generations = new WeakMap<Namespace, GenerationFaults>()

  async add(namespace: Namespace, rule: Omit<FaultRule, 'id'>): Promise<FaultState> {
    const generation = this.#generations.get(namespace) ?? { ordered: new Map(), added: 0 }
    this.#generations.set(namespace, generation)
    const one = {
      rule: { ...rule, id: `fault-${++generation.added}` },
      seen: 0,
      fired: 0,
      calls: new BoundedMap<string, number>(MAX_CALLS),
    }
    generation.ordered.set(one.rule.id, one)
    return one
  }

  async list(namespace: Namespace): Promise<readonly FaultState[]> {
    const ordered = this.#generations.get(namespace)?.ordered.values() ?? []
    return [...ordered].map(({ rule, fired }) => ({ rule, fired }))
  }

  async remove(namespace: Namespace, id: string): Promise<boolean> {
    return this.#generations.get(namespace)?.ordered.delete(id) ?? false
  }

  async clear(namespace: Namespace): Promise<void> {
    this.#generations.get(namespace)?.ordered.clear()
  }

  async draw(namespace: Namespace, candidate: FaultCandidate): Promise<DrawnFault | undefined> {
    for (const ordered of this.#generations.get(namespace)?.ordered.values() ?? []) {
      if (!isMeant(ordered.rule, candidate)) continue
      const { strike, ...counted } = count(ordered, candidate)
      if (strike > 0) return { rule: ordered.rule, strike, ...counted }
    }
    return undefined
  }

  async release(namespace: Namespace, { rule, call, isCounted }: DrawnFault): Promise<void> {
    const ordered = this.#generations.get(namespace)?.ordered.get(rule.id)
    if (ordered === undefined || !isCounted) return
    ordered.fired = Math.max(0, ordered.fired - 1)
    // Its next attempt is counted anew.
    if (call !== undefined) ordered.calls.delete(call)
  }

  async close(): Promise<void> {
    this.#generations = new WeakMap()
  }
}

/** The strike that a request gets; 0 when it passes. */
function count(ordered: Ordered, candidate: FaultCandidate): Omit<DrawnFault, 'rule'> {
  const call = ordered.rule.countBy === 'call' ? callOf(candidate) : undefined
  const known = call === undefined ? undefined : ordered.calls.get(call)
  if (known !== undefined) return { strike: known, call, isCounted: false }
  const { skip, times = Number.POSITIVE_INFINITY } = ordered.rule
  const strike = ++ordered.seen > skip && ordered.fired < times ? ++ordered.fired : 0
  if (call !== undefined) ordered.calls.set(call, strike)
  return { strike, call, isCounted: true }
}
