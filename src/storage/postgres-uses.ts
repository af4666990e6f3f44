import type { Postgres } from './postgres.ts'
import type { Uses } from './uses.ts'

/** Whoever holds it sweeps: one replica for all. */
const SWEEP_LOCK = 8_672_002

/** When namespaces were used last, at whichever replica. One of them sweeps for all, as long as its connection lives. */
export class PostgresUses implements Uses {
  readonly #database: Postgres
  readonly #everyMs: number
  readonly #noted = new Map<string, number>()

  /** Uses are written down no more often than each `everyMs` for a namespace. */
  constructor(database: Postgres, everyMs: number) {
    this.#database = database
    this.#everyMs = everyMs
  }

  note(name: string): void {
    const now = performance.now()
    if (now - (this.#noted.get(name) ?? Number.NEGATIVE_INFINITY) < this.#everyMs) return
    this.#noted.set(name, now)
    const sql = 'UPDATE uploadmock.namespaces SET used_at = now() WHERE name = $1'
    // Where it fails the namespace seems idle a little earlier.
    this.#database.query(sql, [name], 'note-use').catch(() => this.#noted.delete(name))
  }

  forget(name: string): void {
    this.#noted.delete(name)
  }

  async idle(names: readonly string[], idleMs: number): Promise<readonly string[]> {
    if (!(await this.sweepsForAll())) return []
    for (const name of this.#noted.keys()) if (!names.includes(name)) this.#noted.delete(name)
    // A use may be written down so much later.
    const sql = `
      SELECT name FROM uploadmock.namespaces
      WHERE name = ANY($1) AND used_at < now() - make_interval(secs => $2)`
    const values = [names, (idleMs + this.#everyMs) / 1_000]
    return (await this.#database.query<{ name: string }>(sql, values)).map(({ name }) => name)
  }

  /** Whether this replica is the one that sweeps. */
  async sweepsForAll(): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_lock($1) AS is_held'
    const [lock] = await this.#database.whileListening<{ is_held: boolean }>(sql, [SWEEP_LOCK])
    return lock?.is_held === true
  }
}
