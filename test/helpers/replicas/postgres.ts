import pg from 'pg'
import { describe, inject, onTestFinished } from 'vitest'
import { type Ends, endsWithTest } from '../ends.ts'
import { MIGRATED } from './migrated-cluster.ts'
import {
  createDatabase,
  dropDatabase,
  type PostgresCluster,
  query,
  startPostgres,
} from './postgres-cluster.ts'

const shared = inject('postgres')

/** Tests that need PostgreSQL; skipped where there is none. */
export const describeWithPostgres = describe.skipIf(shared === null)

/** A database as a server leaves an empty one at its start; dropped at its end. Answers its address. */
export function freshDatabase(ends: Ends = endsWithTest): Promise<string> {
  return databaseLike(MIGRATED, ends)
}

/** A database in which no server ever was; as `freshDatabase`. */
export function emptyDatabase(): Promise<string> {
  return databaseLike('template1', endsWithTest)
}

async function databaseLike(template: string, ends: Ends): Promise<string> {
  if (shared === null) throw new Error('no PostgreSQL here')
  const database = await createDatabase(shared.url, template)
  ends(() => dropDatabase(shared.url, database))
  return database
}

/** A PostgreSQL of one test's own, or of those that share it, which may stop it; gone at their end. */
export async function ownPostgres(ends: Ends = endsWithTest): Promise<PostgresCluster> {
  if (shared === null) throw new Error('no PostgreSQL here')
  const cluster = await startPostgres({ files: shared.files })
  ends(() => cluster.close())
  return cluster
}

/** A fresh database in a PostgreSQL of one test's own, with which it goes. Answers its address. */
export function freshDatabaseIn({ url }: PostgresCluster): Promise<string> {
  return createDatabase(url, MIGRATED)
}

/** How many connections there are to a database, the one that asks left out. */
export async function connectionsTo(database: string): Promise<number> {
  const [row] = await query<{ readonly count: number }>(
    database,
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  )
  return row?.count ?? 0
}

/** The processes of the database that serve the connections that listen for notices. */
export async function listenersOf(database: string): Promise<readonly number[]> {
  const found = await query<{ readonly pid: number }>(
    database,
    `select pid from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name = 'uploadmock listener'`,
  )
  return found.map(({ pid }) => pid)
}

/** A connection that holds what its statements locked, until it is told otherwise or the test ends. */
export async function holding(database: string, ...statements: readonly string[]): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.end())
  for (const statement of statements) await client.query(statement)
  return client
}

/** How many connections to a database wait for a lock that another one holds. */
export async function waitersIn(database: string): Promise<number> {
  const [row] = await query<{ readonly count: number }>(
    database,
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return row?.count ?? 0
}

/** Cuts each connection that listens for notices, so that the next ones are lost; answers how many there were. */
export async function cutListeners(database: string): Promise<number> {
  const cut = await query(
    database,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name = 'uploadmock listener'`,
  )
  return cut.length
}
