import type { TestProject } from 'vitest/node'
import { makeMigratedCluster } from './migrated-cluster.ts'
import { type ClusterFiles, startPostgres } from './postgres-cluster.ts'
import { postgresPrograms } from './postgres-programs.ts'

/** The PostgreSQL of a run. */
export interface SharedPostgres {
  /** The address of one that runs; no test stops it. */
  readonly url: string
  /** What a test's own begins with. */
  readonly files: ClusterFiles
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where there is none. */
    readonly postgres: SharedPostgres | null
  }
}

/** Nobody stops this one: what it answered need not be in its files. */
const NEVER_STOPPED = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

/** One PostgreSQL for all tests of a run: to make one takes longer than most of them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (postgresPrograms() === undefined) {
    if (process.env.UPLOADMOCK_REQUIRE_POSTGRES === '1')
      throw new Error('no PostgreSQL here, and UPLOADMOCK_REQUIRE_POSTGRES asks for one')
    console.log('no PostgreSQL here: tests of replicas are skipped')
    project.provide('postgres', null)
    return async () => {}
  }
  const migrated = await makeMigratedCluster()
  const cluster = await startPostgres({ files: migrated.files, settings: NEVER_STOPPED })
  project.provide('postgres', { url: cluster.url, files: migrated.files })
  return async () => {
    await cluster.close()
    await migrated.close()
  }
}
