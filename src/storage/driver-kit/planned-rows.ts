import type { ReadPlan, Row, RowKey, RowsRead } from '../records.ts'

/** How a record store looks things up for one change. */
export interface Lookup {
  readonly isLive: boolean
  all(kind: string): readonly Row[]
  find(kind: string, key: string): Row | undefined
  count(kind: string): number
  bytes(kind: string): number
  /** The last number that was taken; 0 when none was. */
  sequence(name: string): number
}

/** The reads of one change, held to its plan, with the numbers that it took. */
export class PlannedRows implements RowsRead {
  readonly #plan: ReadPlan
  readonly #lookup: Lookup
  readonly #taken = new Map<string, number>()
  #names: ReadonlySet<string> | undefined

  constructor(plan: ReadPlan, lookup: Lookup) {
    this.#plan = plan
    this.#lookup = lookup
  }

  /** Each counter of which numbers were taken, with the last one. */
  get taken(): ReadonlyMap<string, number> {
    return this.#taken
  }

  get isLive(): boolean {
    return this.#lookup.isLive
  }

  all(kind: string): readonly Row[] {
    planned(this.#plan.kinds?.includes(kind), `rows of ${kind}`)
    return this.#lookup.all(kind)
  }

  find(kind: string, key: string): Row | undefined {
    planned(this.#isNamed(kind, key) || this.#plan.kinds?.includes(kind), `row ${kind} ${key}`)
    return this.#lookup.find(kind, key)
  }

  count(kind: string): number {
    planned(this.#plan.counts?.includes(kind) || this.#plan.kinds?.includes(kind), `count of ${kind}`)
    return this.#lookup.count(kind)
  }

  bytes(kind: string): number {
    planned(this.#plan.bytes?.includes(kind) || this.#plan.kinds?.includes(kind), `bytes of ${kind}`)
    return this.#lookup.bytes(kind)
  }

  #isNamed(kind: string, key: string): boolean {
    const { keys = [] } = this.#plan
    if (keys.length <= FEW_KEYS) return keys.some(one => one.kind === kind && one.key === key)
    this.#names ??= new Set(keys.map(nameOf))
    return this.#names.has(nameOf({ kind, key }))
  }

  next(sequence: string): number {
    planned(this.#plan.sequences?.includes(sequence), `sequence ${sequence}`)
    const number = (this.#taken.get(sequence) ?? this.#lookup.sequence(sequence)) + 1
    this.#taken.set(sequence, number)
    return number
  }
}

/** So many keys are compared one by one; a client may name thousands. */
const FEW_KEYS = 16

/** What a change sees in a generation that has ended. */
export const nothingThere: Lookup = {
  isLive: false,
  all: () => [],
  find: () => undefined,
  count: () => 0,
  bytes: () => 0,
  sequence: () => 0,
}

function planned(isPlanned: boolean | undefined, what: string): void {
  if (isPlanned !== true) throw new Error(`the change's plan does not name the ${what}`)
}

function nameOf({ kind, key }: RowKey): string {
  return `${kind}\0${key}`
}
