import type { ClockSetting } from '../../core/clock.ts'
import type { Namespace } from '../../core/namespace.ts'
import type { Clocks } from '../clocks.ts'
import type { Postgres } from './database.ts'
import type { PostgresGenerations } from './generations.ts'

const SET = `
  UPDATE uploadmock.namespaces SET frozen_at = $3, offset_ms = $4
  WHERE name = $1 AND generation = $2 AND frozen_at IS NOT DISTINCT FROM $5 AND offset_ms IS NOT DISTINCT FROM $6
  RETURNING 1`

/** The namespaces' times in PostgreSQL. What a request must know of them came when its namespace was opened. */
export class PostgresClocks implements Clocks {
  readonly #database: Postgres
  readonly #generations: PostgresGenerations

  constructor(database: Postgres, generations: PostgresGenerations) {
    this.#database = database
    this.#generations = generations
  }

  async read(namespace: Namespace): Promise<ClockSetting | undefined> {
    return this.#generations.factsOf(namespace)?.clock
  }

  async change(
    namespace: Namespace,
    decide: (present: ClockSetting | undefined) => ClockSetting,
  ): Promise<ClockSetting> {
    let known = namespace
    for (;;) {
      const present = await this.read(known)
      const next = decide(present)
      const values = [namespace.name, namespace.generation, ...columnsOf(next), ...columnsOf(present)]
      if ((await this.#database.query(SET, values)).length > 0) return next
      known = await this.#generations.open(namespace.name)
      if (known.generation !== namespace.generation) return next
    }
  }
}

function columnsOf(setting: ClockSetting | undefined): readonly [number | null, number | null] {
  if (setting === undefined) return [null, null]
  return 'frozenAt' in setting ? [setting.frozenAt, null] : [null, setting.offsetMs]
}
