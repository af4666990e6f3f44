import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { cpuMs } from '../bench/cpu-time.ts'
import { Random } from './random.ts'
import { tryOnce } from './rounds.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    from: { type: 'string', default: '0' },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const until = performance.now() + Number(values.minutes) * 60_000

/** A seed in two keeps bytes and rows in files. */
const folder = seed % 2 === 0 ? undefined : mkdtempSync(join(tmpdir(), 'uploadmock-fuzz-'))

/** The built server, as a process of its own: a crash is seen as one. */
const server = spawn(
  process.execPath,
  [
    join(import.meta.dirname, '../main.js'),
    ...['--port', '0', '--json', '--log-level', 'error'],
    ...(folder === undefined ? [] : ['--data-dir', folder]),
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
const [ready] = await once(createInterface({ input: server.stdout }), 'line')
const { url, port } = JSON.parse(String(ready)) as { readonly url: string; readonly port: number }

const tried = new Map<string, number>()
let number = Number(values.from)
let failure: unknown
console.log(`seed ${seed}`)
try {
  while (performance.now() < until) {
    const what = await tryOnce(
      { url, port, cpuMs: () => cpuMs(server.pid) },
      number,
      new Random(seed * 1_000_003 + number),
    )
    tried.set(what, (tried.get(what) ?? 0) + 1)
    number += 1
  }
} catch (error) {
  failure = error
  console.error(error)
  console.error(`try it again with: npm run fuzz -- --seed ${seed} --from ${number}`)
}
console.table(Object.fromEntries([...tried].sort()))
console.log(`${[...tried.values()].reduce((sum, count) => sum + count, 0)} tries`)
const crash = server.exitCode ?? server.signalCode
const ended = once(server, 'exit')
server.kill('SIGTERM')
if (crash === null) await ended
const left = folder === undefined ? [] : filesIn(folder)
if (left.length > 0) console.error('something is left in the data directory', left)
if (folder !== undefined) rmSync(folder, { recursive: true })
process.exitCode = failure === undefined && crash === null && left.length === 0 ? 0 : 1

/** The files of uploads, kept or half written: every namespace was reset. */
function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .filter(path => /^(?:blobs|tmp|unclaimed)\b/.test(path))
}
