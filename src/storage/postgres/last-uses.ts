import type { LastUses } from '../last-uses.ts'
import type { Postgres } from './database.ts'
import { LOCKS } from './locks.ts'

/** When namespaces were used last, at whichever server: `PostgresGenerations` writes that down as it opens them. */
export class PostgresLastUses implements LastUses {
  readonly #database: Postgres

  constructor(database: Postgres) {
    this.#database = database
  }

  note(): void {}

  forget(): void {}

  /** None where another server sweeps. */
  async idle(names: readonly string[], idleMs: number): Promise<readonly string[]> {
    if (!(await this.sweepsForAll())) return []
    const sql = `
      SELECT name FROM uploadmock.namespaces
      WHERE name = ANY($1) AND used_at < now() - make_interval(secs => $2)`
    const found = await this.#database.query<{ name: string }>(sql, [names, idleMs / 1_000])
    return found.map(({ name }) => name)
  }

  /** Whether this server is the one that sweeps, as long as its connection lives. */
  async sweepsForAll(): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_lock($1) AS is_held'
    const [lock] = await this.#database.whileListening<{ is_held: boolean }>(sql, [LOCKS.sweep])
    return lock?.is_held === true
  }
}
