import { cpuMs } from '../cpu-time.ts'
import { median, ratios } from '../medians.ts'
import { noPostgres } from '../postgres.ts'
import { send } from '../send.ts'
import type { Server, Servers } from '../servers.ts'
import { SharedStores } from '../shared-stores.ts'
import type { Figure, Part } from './figure.ts'

const COUNTS = [1, 2, 3]
const ROUNDS = 5
const KB = 1_000
/** Enough for some seconds each: over shared stores an upload takes longer. */
const EMBEDDED_UPLOADS = 3_000
const SHARED_UPLOADS = 500

/** Each connection uploads for users of its own, or ten uploads in a row are one user's, whoever sends them. */
const PATHS = {
  apart: '/v2/users/r{n}c{c}/settings/virtual_backgrounds',
  together: '/v2/users/r{n}/settings/virtual_backgrounds',
} as const

/** One thing that is measured in each round. */
interface Contender {
  readonly name: string
  readonly path: string
  readonly servers: readonly Server[]
  readonly uploads: number
  readonly perSecond: number[]
  /** What the processors did for each upload, in milliseconds. */
  readonly work: { readonly servers: number[]; readonly postgres: number[]; readonly s3: number[] }
}

/** Uploads into one to three servers over PostgreSQL and S3, against one that keeps all in memory. */
export const replicasPart: Part = {
  name: 'rate of replicas',
  skip: noPostgres,
  measure: servers =>
    SharedStores.with(servers, async stores => {
      const embedded = contender('embedded', PATHS.apart, [await servers.own()], EMBEDDED_UPLOADS)
      const shared: Contender[] = []
      for (const count of COUNTS) {
        const replicas = await startReplicas(servers, stores, count)
        const name = count === 1 ? 'one server over shared stores' : `${count} replicas`
        shared.push(contender(name, PATHS.apart, replicas, SHARED_UPLOADS))
        if (count !== COUNTS.at(-1)) continue
        const inSameUsers = `${name}, ten uploads in a row for one user`
        shared.push(contender(inSameUsers, PATHS.together, replicas, SHARED_UPLOADS))
      }
      const all = [embedded, ...shared]
      // The first round warms up; the order turns each time.
      for (let round = 0; round <= ROUNDS; round++)
        for (const one of round % 2 === 0 ? all : [...all].reverse()) await measure(one, stores, round)
      for (const server of all.flatMap(one => one.servers)) await servers.stop(server)
      return shared.map(one => figureOf(one, embedded, stores.description))
    }),
}

function contender(name: string, path: string, servers: readonly Server[], uploads: number): Contender {
  return { name, path, servers, uploads, perSecond: [], work: { servers: [], postgres: [], s3: [] } }
}

async function startReplicas(servers: Servers, stores: SharedStores, count: number) {
  const shared = await stores.fresh()
  return Promise.all(Array.from({ length: count }, () => servers.own({ shared })))
}

async function measure(one: Contender, stores: SharedStores, round: number): Promise<void> {
  const before = await workOf(one, stores)
  const { requests, seconds } = await send({
    port: one.servers.map(({ port }) => port),
    path: one.path,
    headers: { authorization: 'Bearer test' },
    body: { kind: 'form', bytes: 50 * KB },
    connections: 16,
    // Each server of several must have run hot as well.
    requests: round === 0 ? one.uploads * one.servers.length : one.uploads,
    first: round * EMBEDDED_UPLOADS,
  })
  const after = await workOf(one, stores)
  // Only what holds it all in memory must be emptied.
  if (one.uploads === EMBEDDED_UPLOADS)
    await fetch(`http://127.0.0.1:${one.servers[0]?.port}/_mock/reset`, { method: 'POST' })
  if (round === 0) return
  one.perSecond.push(requests / seconds)
  for (const who of ['servers', 'postgres', 's3'] as const)
    one.work[who].push((after[who] - before[who]) / requests)
}

async function workOf({ servers }: Contender, stores: SharedStores) {
  const own = servers.map(server => cpuMs(server.process.pid)).reduce((sum, one) => sum + one, 0)
  return { servers: own, ...(await stores.cpuMs()) }
}

function figureOf(one: Contender, embedded: Contender, over: string): Figure {
  return {
    name: `Zoom, 50 KB, ${one.name}`,
    unit: 'a second',
    samples: one.perSecond,
    beside: {
      'of the embedded rate': median(ratios(one.perSecond, embedded.perSecond)),
      'a second embedded': median(embedded.perSecond),
      'CPU ms an upload: embedded': median(embedded.work.servers),
      'these servers': median(one.work.servers),
      PostgreSQL: median(one.work.postgres),
      S3: median(one.work.s3),
    },
    over,
  }
}
