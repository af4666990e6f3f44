import { callOf, type FaultCandidate, type FaultRule, isMeant } from '../../core/fault.ts'
import type { Namespace } from '../../core/namespace.ts'
import { type DrawnFault, type FaultState, type Faults, MAX_CALLS } from '../faults.ts'
import type { Postgres } from './database.ts'
import type { PostgresGenerations } from './generations.ts'
import { asKept } from './row-text.ts'

interface StoredFault {
  readonly number: number
  readonly rule: string
  readonly fired: number
}

const ADD = `
  WITH counted AS (
    UPDATE uploadmock.namespaces SET faults_added = faults_added + 1 WHERE generation = $1 RETURNING faults_added
  )
  INSERT INTO uploadmock.faults (generation, number, rule, skip, times)
  SELECT $1, faults_added, $2, $3, $4 FROM counted RETURNING number`
const LIST = 'SELECT number, rule, fired FROM uploadmock.faults WHERE generation = $1 ORDER BY number'
const RELEASE = `
  WITH forgotten AS (
    DELETE FROM uploadmock.fault_calls WHERE generation = $1 AND number = $2 AND call = $3
  )
  UPDATE uploadmock.faults SET fired = greatest(0, fired - 1) WHERE generation = $1 AND number = $2`

/** Faults in PostgreSQL: whichever replica gets a request, it is counted once. */
export class PostgresFaults implements Faults {
  readonly #database: Postgres
  readonly #generations: PostgresGenerations

  constructor(database: Postgres, generations: PostgresGenerations) {
    this.#database = database
    this.#generations = generations
  }

  async add(namespace: Namespace, rule: Omit<FaultRule, 'id'>): Promise<FaultState> {
    const values = [namespace.generation, JSON.stringify(rule), rule.skip, rule.times ?? null]
    const [added] = await this.#database.query<{ number: number }>(ADD, values)
    this.#generations.noteFaults(namespace)
    return { rule: { ...rule, id: idOf(added?.number ?? 0) }, fired: 0 }
  }

  async list({ generation }: Namespace): Promise<readonly FaultState[]> {
    return (await this.#stored(generation)).map(toState)
  }

  async remove({ generation }: Namespace, id: string): Promise<boolean> {
    const number = numberOf(id)
    if (number === undefined) return false
    const sql = `
      WITH calls AS (DELETE FROM uploadmock.fault_calls WHERE generation = $1 AND number = $2)
      DELETE FROM uploadmock.faults WHERE generation = $1 AND number = $2 RETURNING 1`
    return (await this.#database.query(sql, [generation, number])).length > 0
  }

  async clear({ generation }: Namespace): Promise<void> {
    await this.#database.query('SELECT uploadmock.clear_faults($1)', [generation])
  }

  async draw(namespace: Namespace, candidate: FaultCandidate): Promise<DrawnFault | undefined> {
    // Told when the request's namespace was opened: most requests need not ask.
    if (this.#generations.factsOf(namespace)?.hasFaults === false) return undefined
    const { generation } = namespace
    const rules = (await this.#stored(generation)).map(toState).map(({ rule }) => rule)
    const meant = rules.filter(rule => isMeant(rule, candidate))
    if (meant.length === 0) return undefined
    const asked = meant.map(rule => ({ number: numberOf(rule.id), call: keptCall(rule, candidate) ?? null }))
    const [drawn] = await this.#database.query<{ number: number; hit: number; is_counted: boolean }>(
      'SELECT number, hit, is_counted FROM uploadmock.draw($1, $2, $3)',
      [generation, JSON.stringify(asked), MAX_CALLS],
      'draw-fault',
    )
    const rule = meant.find(({ id }) => id === idOf(drawn?.number ?? 0))
    if (drawn === undefined || rule === undefined) return undefined
    const call = rule.countBy === 'call' ? callOf(candidate) : undefined
    return { rule, strike: drawn.hit, call, isCounted: drawn.is_counted }
  }

  async release({ generation }: Namespace, { rule, call, isCounted }: DrawnFault): Promise<void> {
    if (!isCounted) return
    const kept = call === undefined ? null : asKept(call)
    await this.#database.query(RELEASE, [generation, numberOf(rule.id), kept])
  }

  async close(): Promise<void> {}

  #stored(generation: number): Promise<readonly StoredFault[]> {
    return this.#database.query<StoredFault>(LIST, [generation], 'list-faults')
  }
}

function toState({ number, rule, fired }: StoredFault): FaultState {
  const kept = JSON.parse(rule) as Omit<FaultRule, 'id'> // what `add` wrote
  return { rule: { ...kept, id: idOf(number) }, fired }
}

function keptCall({ countBy }: FaultRule, candidate: FaultCandidate): string | undefined {
  const call = countBy === 'call' ? callOf(candidate) : undefined
  return call === undefined ? undefined : asKept(call)
}

function idOf(number: number): string {
  return `fault-${number}`
}

function numberOf(id: string): number | undefined {
  const found = /^fault-(\d{1,9})$/.exec(id)?.[1]
  return found === undefined ? undefined : Number(found)
}
