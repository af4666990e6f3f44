import type { TestProject } from 'vitest/node'
import { postgresPrograms, startPostgres } from './postgres-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the run's PostgreSQL; null where there is none. */
    readonly postgres: string | null
  }
}

/** One PostgreSQL for all tests of a run: to make one takes longer than most of them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (postgresPrograms() === undefined) {
    if (process.env.UPLOADMOCK_REQUIRE_POSTGRES === '1')
      throw new Error('no PostgreSQL here, and UPLOADMOCK_REQUIRE_POSTGRES asks for one')
    console.log('no PostgreSQL here: tests of replicas are skipped')
    project.provide('postgres', null)
    return async () => {}
  }
  const cluster = await startPostgres()
  project.provide('postgres', cluster.url)
  return () => cluster.close()
}
