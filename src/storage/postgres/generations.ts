import type { ClockSetting } from '../../core/clock.ts'
import type { Namespace } from '../../core/namespace.ts'
import type { Postgres } from './database.ts'

/** What was known of a generation when it was opened. */
export interface GenerationFacts {
  readonly clock: ClockSetting | undefined
  /** Whether faults are ordered in it. */
  readonly hasFaults: boolean
}

interface FoundGeneration {
  readonly generation: number
  readonly frozen_at: number | null
  readonly offset_ms: number | null
  readonly has_faults: boolean
  readonly seems_idle: boolean
}

const FIND = `
  SELECT n.generation, n.frozen_at, n.offset_ms, n.used_at < now() - make_interval(secs => $2) AS seems_idle,
    EXISTS (SELECT FROM uploadmock.faults f WHERE f.generation = n.generation) AS has_faults
  FROM uploadmock.namespaces n WHERE n.name = $1`
const CREATE = `
  INSERT INTO uploadmock.namespaces (name, generation) VALUES ($1, nextval('uploadmock.generations'))
  ON CONFLICT (name) DO NOTHING`
const USE = 'UPDATE uploadmock.namespaces SET used_at = now() WHERE name = $1 AND generation = $2 RETURNING 1'
const END = `
  WITH gone AS (
    DELETE FROM uploadmock.namespaces
    WHERE name = $1 AND ($2::float8 IS NULL OR used_at < now() - make_interval(secs => $2)) RETURNING generation
  )
  INSERT INTO uploadmock.ended (generation) SELECT generation FROM gone RETURNING generation`

/** The namespaces' present generations. One round trip tells all that a request must know of its own. */
export class PostgresGenerations {
  readonly #database: Postgres
  readonly #facts = new WeakMap<Namespace, GenerationFacts>()
  readonly #useEveryMs: number

  /** A namespace's use is written down where the last one was noted `useEveryMs` ago or earlier. */
  constructor(database: Postgres, useEveryMs: number) {
    this.#database = database
    this.#useEveryMs = useEveryMs
  }

  /** The present generation, made where there is none. With `isUse` it is not idle from here on. */
  async open(name: string, isUse = false): Promise<Namespace> {
    for (;;) {
      const values = [name, this.#useEveryMs / 1_000]
      const [found] = await this.#database.query<FoundGeneration>(FIND, values, 'find-generation')
      if (found === undefined) await this.#database.query(CREATE, [name], 'create-generation')
      // Before anything is done in it: it may be about to be removed.
      else if (!isUse || !found.seems_idle || (await this.#use(name, found.generation)))
        return this.#known(name, found)
    }
  }

  /** What was known when this very object was opened; undefined for another that names the same generation. */
  factsOf(namespace: Namespace): GenerationFacts | undefined {
    return this.#facts.get(namespace)
  }

  /** Notes that a fault was ordered after this object was opened. */
  noteFaults(namespace: Namespace): void {
    const facts = this.#facts.get(namespace)
    if (facts !== undefined) this.#facts.set(namespace, { ...facts, hasFaults: true })
  }

  async names(): Promise<readonly string[]> {
    const found = await this.#database.query<{ name: string }>('SELECT name FROM uploadmock.namespaces')
    return found.map(({ name }) => name)
  }

  /**
   * Ends the present generation, and answers it; what it held is removed behind. With `idleMs` only where nobody used
   * the namespace for so long.
   */
  async end(name: string, idleMs?: number): Promise<Namespace | undefined> {
    const values = [name, idleMs === undefined ? null : idleMs / 1_000]
    const [ended] = await this.#database.query<{ generation: number }>(END, values)
    if (ended === undefined) return undefined
    this.forgetBehind(ended.generation)
    return { name, ...ended }
  }

  async draft(name: string): Promise<Namespace> {
    // As if it ended a day from now: where its import dies a sweep removes what it wrote.
    const sql = `
      INSERT INTO uploadmock.ended (generation, at)
      VALUES (nextval('uploadmock.generations'), now() + interval '1 day') RETURNING generation`
    const [next] = await this.#database.query<{ generation: number }>(sql)
    return { name, generation: next?.generation ?? 0 }
  }

  /** Removes what an ended generation held. Its failure costs room, no correctness: a sweep does it again. */
  forgetBehind(generation: number): void {
    this.#database.query('SELECT uploadmock.forget($1)', [generation]).catch(() => {})
  }

  /** Removes once more what generations held that ended so long ago: somebody may have written while they ended. */
  async forgetEnded(agoMs: number): Promise<void> {
    await this.#database.alone(async run => {
      const found = await run(
        'SELECT generation FROM uploadmock.ended WHERE at < now() - make_interval(secs => $1)',
        [agoMs / 1_000],
      )
      for (const { generation } of found as { generation: number }[]) {
        await run('SELECT uploadmock.forget($1)', [generation])
        await run('DELETE FROM uploadmock.ended WHERE generation = $1', [generation])
      }
    })
  }

  async #use(name: string, generation: number): Promise<boolean> {
    return (await this.#database.query(USE, [name, generation], 'use-generation')).length > 0
  }

  #known(name: string, { generation, frozen_at, offset_ms, has_faults }: FoundGeneration): Namespace {
    const namespace = { name, generation }
    const clock =
      frozen_at !== null ? { frozenAt: frozen_at } : offset_ms !== null ? { offsetMs: offset_ms } : undefined
    this.#facts.set(namespace, { clock, hasFaults: has_faults })
    return namespace
  }
}
