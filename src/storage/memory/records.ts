import type { Namespace } from '../../core/namespace.ts'
import type { Budget } from '../driver-kit/budget.ts'
import { nothingThere, PlannedRows } from '../driver-kit/planned-rows.ts'
import type { Change, Contents, Owner, ReadPlan, Records, Row, RowFilter, RowsRead } from '../records.ts'
import { Generation } from './generation.ts'

/** Keeps rows in this process, as many as the budget has room for. They go with it. */
export class MemoryRecords implements Records {
  readonly #budget: Budget
  readonly #present = new Map<string, Generation>()
  #lastGeneration = 0
  #lastPosition = 0

  constructor(budget: Budget) {
    this.#budget = budget
  }

  async open(name: string): Promise<Namespace> {
    const known = this.#present.get(name)
    if (known !== undefined) return known.namespace
    const generation = this.#begin(await this.draft(name))
    this.#present.set(name, generation)
    return generation.namespace
  }

  async names(): Promise<readonly string[]> {
    return [...this.#present.keys()]
  }

  async change<T>(owner: Owner, plan: ReadPlan, decide: (read: RowsRead) => Change<T>): Promise<T> {
    const generation = this.#current(owner.namespace)
    const read = new PlannedRows(plan, generation?.lookup(owner) ?? nothingThere)
    const change = decide(read)
    if (generation !== undefined) {
      generation.apply(owner, change)
      for (const [name, number] of read.taken) generation.sequences.set(name, number)
    }
    return change.result
  }

  async list(filter: RowFilter): Promise<readonly Row[]> {
    const generation = this.#current(filter.namespace)
    if (generation === undefined) return []
    const after = filter.after ?? 0
    const limit = filter.limit ?? Number.POSITIVE_INFINITY
    const found: Row[] = []
    for (const row of generation.candidates(filter)) {
      if (found.length === limit) break
      if (row.position > after && matches(row, filter)) found.push(row)
    }
    return found
  }

  async find(namespace: Namespace, id: string): Promise<Row | undefined> {
    return this.#current(namespace)?.find(id)
  }

  async drop(name: string): Promise<Namespace | undefined> {
    const generation = this.#present.get(name)
    this.#present.delete(name)
    generation?.end()
    return generation?.namespace
  }

  async sequences(namespace: Namespace): Promise<ReadonlyMap<string, number>> {
    return new Map(this.#current(namespace)?.sequences)
  }

  async draft(name: string): Promise<Namespace> {
    return { name, generation: ++this.#lastGeneration }
  }

  async adopt(draft: Namespace, { rows, sequences }: Contents): Promise<Namespace | undefined> {
    const generation = this.#begin(draft)
    try {
      for (const { vendor, owner, ...row } of rows)
        generation.put({ namespace: draft, vendor, id: owner }, row)
    } catch (error) {
      generation.end()
      throw error
    }
    for (const [name, last] of sequences) generation.sequences.set(name, last)
    const ended = this.#present.get(draft.name)
    this.#present.set(draft.name, generation)
    ended?.end()
    return ended?.namespace
  }

  async close(): Promise<void> {
    this.#present.clear()
  }

  #begin(namespace: Namespace): Generation {
    return new Generation(namespace, this.#budget, () => ++this.#lastPosition)
  }

  /** What the namespace remembers; undefined where this generation of it has ended. */
  #current(namespace: Namespace): Generation | undefined {
    const generation = this.#present.get(namespace.name)
    return generation?.namespace.generation === namespace.generation ? generation : undefined
  }
}

function matches(row: Row, filter: RowFilter): boolean {
  return (
    (filter.vendor === undefined || row.vendor === filter.vendor) &&
    (filter.owner === undefined || row.owner === filter.owner) &&
    (filter.kind === undefined || row.kind === filter.kind) &&
    (filter.assets !== true || row.asset !== undefined)
  )
}
