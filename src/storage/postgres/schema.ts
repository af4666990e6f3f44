import { DatabaseUnusable } from '../errors.ts'
import type { Postgres } from './database.ts'
import { LOCKS } from './locks.ts'
import { MIGRATIONS } from './migrations.ts'

/**
 * Brings the database's schema to this version; replicas may start together. Rejects with `DatabaseUnusable` where a
 * newer version made it.
 */
export async function migrate(database: Postgres): Promise<void> {
  await database.alone(async run => {
    await run('SELECT pg_advisory_lock($1)', [LOCKS.migration])
    const [made] = (await run("SELECT to_regclass('uploadmock.schema') AS name")) as { name: string | null }[]
    // Asked for only where it is missing: it takes a right that a later server need not have.
    if (made?.name === null) {
      await run('CREATE SCHEMA IF NOT EXISTS uploadmock')
      await run('CREATE TABLE uploadmock.schema (version integer NOT NULL)')
    }
    const [found] = (await run('SELECT version FROM uploadmock.schema')) as { version: number }[]
    const present = found?.version ?? 0
    if (present > MIGRATIONS.length)
      throw new DatabaseUnusable(
        `the database was made by a newer version of uploadmock: its schema is ${present}, this version knows ${MIGRATIONS.length}`,
      )
    if (found === undefined) await run('INSERT INTO uploadmock.schema VALUES (0)')
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < present) continue
      // One message with several statements is one transaction.
      await run(`${migration}; UPDATE uploadmock.schema SET version = ${index + 1}`)
    }
  })
}
