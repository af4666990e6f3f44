import type { Load } from './load.ts'
import { median, ratios } from './medians.ts'
import { peersFolder } from './peers.ts'
import { send } from './send.ts'
import type { Servers } from './servers.ts'

/** One row of the table: the same load at several servers, the first of them the measured one. */
export interface RateCase {
  readonly name: string
  readonly load: Omit<Load, 'port' | 'first'>
  readonly servers: readonly string[]
  /** How many rounds where they are slow; else as many as the run is told. */
  readonly rounds?: number
  /** Fewer requests for servers that would take minutes, and the path of those that have none of the vendor's. */
  readonly instead?: { readonly [server: string]: Partial<Pick<Load, 'path' | 'requests'>> }
  /** Why it can't be measured here. */
  readonly skip?: string | undefined
}

const KB = 1_000
const user = '/v2/users/u{n}/settings/virtual_backgrounds'
const headers = { authorization: 'Bearer test' }
const upload = (bytes: number, requests: number) =>
  ({ path: user, headers, body: { kind: 'form', bytes }, connections: 16, requests }) as const
const signed = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=k/20300101/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=0',
}

export const RATES: readonly RateCase[] = [
  { name: 'Zoom, 50 KB', load: upload(50 * KB, 3_000), servers: ['uploadmock', 'memory', 'raw'] },
  { name: 'Zoom, 500 KB', load: upload(500 * KB, 1_000), servers: ['uploadmock', 'memory', 'raw'] },
  { name: 'Zoom, 15 MB', load: upload(15_000 * KB, 48), servers: ['uploadmock', 'memory', 'raw'] },
  {
    name: 'Zoom, 500 KB, data directory',
    load: upload(500 * KB, 600),
    servers: ['uploadmock-disk', 'file', 'raw'],
  },
  {
    name: 'Connect, 533,332 characters',
    load: {
      path: '/workspaces/instance-{n}/w/media',
      headers: signed,
      body: { kind: 'base64', chars: 533_332 },
      connections: 16,
      requests: 400,
    },
    servers: ['uploadmock', 'json', 'raw'],
  },
  {
    name: 'peers, 500 KB',
    load: upload(500 * KB, 1_000),
    servers: ['uploadmock', 'mockoon', 'wiremock', 'prism'],
    rounds: 3,
    instead: {
      mockoon: { path: '/upload', requests: 100 },
      wiremock: { path: '/upload', requests: 150 },
      prism: { path: '/upload', requests: 32 },
    },
    skip: peersFolder === undefined ? 'PEERS names no folder where they are installed' : undefined,
  },
]

/** The rates of each server, in MB/s: rounds interleaved, their order turned each time. */
export async function measureRates(one: RateCase, servers: Servers, rounds: number) {
  const rates = new Map<string, number[]>(one.servers.map(server => [server, []]))
  let first = 0
  for (const name of one.servers) await servers.named(name)
  for (let round = 0; round <= (one.rounds ?? rounds); round++)
    for (const name of round % 2 === 0 ? one.servers : [...one.servers].reverse()) {
      const { port } = await servers.named(name)
      const load = { ...one.load, ...one.instead?.[name], port, first }
      const { megabytesPerSecond } = await send(load)
      first += Math.ceil(load.requests / 10) + 1
      if (name.startsWith('uploadmock'))
        await fetch(`http://127.0.0.1:${port}/_mock/reset`, { method: 'POST' })
      // The first round warms up.
      if (round > 0) rates.get(name)?.push(megabytesPerSecond)
    }
  return { name: one.name, rates: Object.fromEntries(rates) }
}

/** A row of the table: the rate, and its ratio to each other server. */
export function shownRates({ rates }: Awaited<ReturnType<typeof measureRates>>) {
  const [own = [], ...others] = Object.values(rates)
  const names = Object.keys(rates).slice(1)
  const beside = others.map((other, index) => [`to ${names[index]}`, median(ratios(own, other)).toFixed(2)])
  return { 'MB/s': Math.round(median(own)), ...Object.fromEntries(beside) }
}
