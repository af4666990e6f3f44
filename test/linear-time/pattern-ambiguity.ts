import { type Automaton, automatonOf, Unjudged } from './pattern-automaton.ts'

/**
 * Why a pattern may take more than linear time; undefined where it never does. An engine that goes back tries every
 * way in which a text can be read. There are endlessly many exactly where a loop can be gone round in two ways
 * (exponential), or where one text leads round a first loop, from there to a second, and round that (quadratic and worse):
 * Weber and Seidl, "On the degree of ambiguity of finite automata", 1991. Whether the match fails at last is not asked, so
 * that a harmless pattern may be named too.
 */
export function ambiguityOf(source: string, flags: string): string | undefined {
  try {
    const automaton = automatonOf(source, flags)
    const loops = loopsOf(automaton)
    return twoWaysRound(automaton, loops) ?? twoLoops(automaton, loops)
  } catch (error) {
    if (error instanceof Unjudged) return error.message
    throw error
  }
}

type Tuple = readonly number[]

/** States from which a text leads back to them. */
function loopsOf({ ways }: Automaton): readonly number[] {
  const states = [...ways.keys()]
  return states.filter(state =>
    reachable([...(ways[state]?.keys() ?? [])], at => ways[at]?.keys() ?? []).has(state),
  )
}

function twoWaysRound(automaton: Automaton, loops: readonly number[]): string | undefined {
  const { ways, texts } = automaton
  for (const state of loops) {
    const doubled = loops.find(to => ways[state]?.get(to) === 2 && leads(automaton, [[to]], [state]))
    const split = doubled === undefined && splits(automaton, state)
    if (doubled !== undefined || split) return `there are two ways round ${texts[state]}: exponential`
  }
  return undefined
}

/** Whether one text leads round by two different ways. */
function splits(automaton: Automaton, state: number): boolean {
  const pairs = steps(automaton, [state, state]).filter(([one, other]) => one !== other)
  return leads(automaton, pairs, [state, state])
}

function twoLoops(automaton: Automaton, loops: readonly number[]): string | undefined {
  for (const first of loops)
    for (const second of loops) {
      if (first === second) continue
      if (leads(automaton, steps(automaton, [first, first, second]), [first, second, second]))
        return `${automaton.texts[first]} and ${automaton.texts[second]} read the same text: quadratic or worse`
    }
  return undefined
}

function leads(automaton: Automaton, from: readonly Tuple[], to: Tuple): boolean {
  const key = to.join()
  return reachable(from.map(String), at => steps(automaton, at.split(',').map(Number)).map(String)).has(key)
}

/** Where the next character can lead, the same for all. */
function steps({ reads, ways }: Automaton, from: Tuple): readonly Tuple[] {
  let found: { readonly tuple: Tuple; readonly read: bigint }[] = [{ tuple: [], read: -1n }]
  for (const state of from)
    found = found.flatMap(({ tuple, read }) =>
      [...(ways[state]?.keys() ?? [])]
        .map(to => ({ tuple: [...tuple, to], read: read & (reads[to] ?? 0n) }))
        .filter(one => one.read !== 0n),
    )
  return found.map(({ tuple }) => tuple)
}

function reachable<Node>(from: readonly Node[], next: (node: Node) => Iterable<Node>): ReadonlySet<Node> {
  const seen = new Set(from)
  for (const node of seen) for (const one of next(node)) seen.add(one)
  return seen
}
