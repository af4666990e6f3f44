import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Load, Outcome } from './load.ts'

const run = promisify(execFile)
const here = import.meta.dirname
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const ONLY = process.env.ONLY?.split(',')

/** A server that is measured. */
interface Server {
  readonly name: string
  readonly port: number
  readonly process: ChildProcess
}

/** One row of the table: the same load at several servers, the first of them the measured one. */
interface Case {
  readonly name: string
  readonly load: Omit<Load, 'port' | 'first'>
  readonly servers: readonly string[]
}

const KB = 1_000
const user = '/v2/users/u{n}/settings/virtual_backgrounds'
const headers = { authorization: 'Bearer test' }
const upload = (bytes: number, requests: number) =>
  ({ path: user, headers, body: { kind: 'form', bytes }, connections: 16, requests }) as const

const CASES: readonly Case[] = [
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
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=k/20300101/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: { kind: 'base64', chars: 533_332 },
      connections: 16,
      requests: 400,
    },
    servers: ['uploadmock', 'json', 'raw'],
  },
]

const folder = mkdtempSync(join(tmpdir(), 'uploadmock-bench-'))
const servers = new Map<string, Server>()
let first = 0

async function main(): Promise<void> {
  const chosen = CASES.filter(({ name }) => ONLY === undefined || ONLY.some(part => name.includes(part)))
  for (const name of new Set(chosen.flatMap(one => one.servers))) servers.set(name, await start(name))
  const results = []
  for (const one of chosen) results.push(await measure(one))
  console.table(Object.fromEntries(results.map(({ name, shown }) => [name, shown])))
  const report = {
    node: process.version,
    cpus: cpus().length,
    rounds: ROUNDS,
    results: results.map(({ name, rates }) => ({ name, rates })),
  }
  writeFileSync(process.env.OUT ?? join(here, '../bench.json'), `${JSON.stringify(report, null, 2)}\n`)
}

async function measure({ name, load, servers: names }: Case) {
  const rates = new Map<string, number[]>(names.map(server => [server, []]))
  for (let round = 0; round <= ROUNDS; round++)
    for (const server of round % 2 === 0 ? names : [...names].reverse()) {
      const outcome = await send(load, server)
      // The first round warms up.
      if (round > 0) rates.get(server)?.push(outcome.megabytesPerSecond)
    }
  const [own = '', ...others] = names
  const ratios = others.map(other => [`to ${other}`, ratio(rates, own, other).toFixed(2)])
  const shown = { 'MB/s': Math.round(median(rates.get(own) ?? [])), ...Object.fromEntries(ratios) }
  return { name, rates: Object.fromEntries(rates), shown }
}

/** The median of the ratios of each round: what disturbs the machine disturbs both. */
function ratio(rates: ReadonlyMap<string, readonly number[]>, own: string, other: string): number {
  const [a = [], b = []] = [rates.get(own), rates.get(other)]
  return median(a.map((rate, round) => rate / (b[round] ?? Number.NaN)))
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function send(load: Case['load'], name: string): Promise<Outcome> {
  const { port = 0 } = servers.get(name) ?? {}
  first += Math.ceil(load.requests / 10) + 1
  const { stdout } = await run(process.execPath, [
    join(here, 'load.js'),
    JSON.stringify({ ...load, port, first }),
  ])
  const outcome = JSON.parse(stdout) as Outcome
  if (outcome.failed > 0) throw new Error(`${name}: ${outcome.failed} of ${outcome.requests} requests failed`)
  if (name.startsWith('uploadmock')) await fetch(`http://127.0.0.1:${port}/_mock/reset`, { method: 'POST' })
  return outcome
}

async function start(name: string): Promise<Server> {
  const own = ['--port', '0', '--json', '--log-level', 'error']
  const disk = name === 'uploadmock-disk' ? ['--data-dir', join(folder, 'data')] : []
  const args = name.startsWith('uploadmock')
    ? [join(here, '../main.js'), ...own, ...disk]
    : [join(here, 'floor.js'), name]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>(resolve => createInterface(child.stdout).once('line', resolve))
  return { name, port: (JSON.parse(line) as { port: number }).port, process: child }
}

try {
  await main()
} finally {
  for (const { process: child } of servers.values()) child.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
