import { query } from '../../helpers/replicas/postgres-cluster.ts'
import { openConnection } from '../connection.ts'
import { median, ratios } from '../medians.ts'
import { noPostgres } from '../postgres.ts'
import type { Server, Servers, SharedPlace } from '../servers.ts'
import { SharedStores } from '../shared-stores.ts'
import type { Figure, Part } from './figure.ts'
import { timedGets, timedUploads } from './tiny.ts'

const FEW = 100
const MANY = 100_000
const JOURNAL_ENTRIES = 1_000
const TABLES = ['uploadmock.rows', 'uploadmock.owners']
/** So many uploads that PostgreSQL has settled on its plans for the statements they need. */
const WARM_UP = 100

/** A server over a database of its own. */
interface Filled {
  readonly server: Server
  readonly database: string
}

/** What is measured when: a plan that walks over all rows would take minutes for as many uploads. */
interface Scene {
  readonly name: string
  /** Whether PostgreSQL counts the rows after they came; by itself it does so about once a minute. */
  readonly isCounted: boolean
  readonly block: number
  readonly rounds: number
}

const SCENES: readonly Scene[] = [
  { name: 'in PostgreSQL', isCounted: true, block: 200, rounds: 7 },
  { name: 'in PostgreSQL that has not counted them yet', isCounted: false, block: 20, rounds: 5 },
]

/** Whether an upload costs the same where other owners hold a hundred thousand rows. */
export const sharedGrowthPart: Part = {
  name: 'growth in PostgreSQL',
  skip: noPostgres,
  measure: servers =>
    SharedStores.with(servers, async stores => {
      const figures = []
      for (const scene of SCENES) figures.push(await growth(servers, stores, scene))
      return figures
    }),
}

async function growth(servers: Servers, stores: SharedStores, scene: Scene): Promise<Figure> {
  const small = await startFilled(servers, await stores.fresh(), FEW, scene)
  const big = await startFilled(servers, await stores.fresh(), MANY, scene)
  const few: number[] = []
  const many: number[] = []
  for (let round = 0; round <= scene.rounds; round++)
    for (const one of round % 2 === 0 ? [small, big] : [big, small]) {
      const tookMs = await blockMs(one, scene.block, round)
      // The first round warms up.
      if (round > 0) (one === small ? few : many).push(tookMs)
    }
  for (const { server } of [small, big]) await servers.stop(server)
  return {
    name: `upload beside 100,000 rows to one beside 100, ${scene.name}`,
    unit: 'times',
    samples: ratios(many, few),
    target: { atMost: 1.15 },
    beside: { 'ms with few': median(few), 'ms with many': median(many) },
    over: stores.description,
  }
}

/** Its journal is full, so that each upload lets go of an entry. */
async function startFilled(
  servers: Servers,
  shared: SharedPlace,
  rows: number,
  { isCounted }: Scene,
): Promise<Filled> {
  const server = await servers.own({ shared })
  const { database } = shared
  // Else it might count them in the middle of a measurement.
  for (const table of TABLES) await query(database, `ALTER TABLE ${table} SET (autovacuum_enabled = off)`)
  await timedGets(server, '/v2/users/me', JOURNAL_ENTRIES)
  await uploadMs({ server, database }, WARM_UP, 'warm')
  await fillRows(database, rows)
  if (isCounted) for (const table of TABLES) await query(database, `VACUUM (ANALYZE) ${table}`)
  return { server, database }
}

/** Rows as uploads leave them, ten an owner, put in past the server: no bytes stand behind them. */
async function fillRows(database: string, rows: number): Promise<void> {
  await query(
    database,
    `INSERT INTO uploadmock.rows (generation, vendor, owner, kind, key, id, created_at, data, blob, asset)
     SELECT generation, 'zoom', format('"user:filler-%s"', n / 10), 'file', format('"%s"', md5(n::text)),
       format('"%s"', md5(n::text)), 1767225600000 + n, '{}', format('default/%s/%s', generation, gen_random_uuid()),
       '{"name":"photo.jpg","type":"image/jpeg","declaredType":"image/jpeg","bytes":100}'
     FROM uploadmock.namespaces, generate_series(0, $1::integer - 1) AS n`,
    [rows],
  )
  await query(
    database,
    `INSERT INTO uploadmock.owners (generation, vendor, owner_hash, version)
     SELECT generation, vendor, md5(owner), count(*) FROM uploadmock.rows GROUP BY 1, 2, 3
     ON CONFLICT DO NOTHING`,
  )
}

async function blockMs(one: Filled, block: number, round: number): Promise<number> {
  const tookMs = await uploadMs(one, block, `block${round}`)
  // So few stay few.
  await query(one.database, `DELETE FROM uploadmock.rows WHERE owner LIKE '"user:block%'`)
  return tookMs
}

async function uploadMs({ server }: Filled, count: number, owners: string): Promise<number> {
  const connection = await openConnection(server.port)
  const tookMs = await timedUploads(connection, count, owners)
  connection.close()
  return median(tookMs)
}
