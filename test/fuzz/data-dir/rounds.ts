import { copyFileSync, existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../random.ts'
import { Client } from './client.ts'
import { ForeignFiles } from './foreign-files.ts'
import { KillableServer } from './killable-server.ts'

/** What to do, and where: the same seed gives the same actions, though not the same moments. */
export interface FuzzOptions {
  readonly seed: number
  readonly rounds: number
  /** An empty folder. */
  readonly dir: string
  readonly say?: (line: string) => void
}

/** What was done. */
export interface FuzzReport {
  readonly answered: number
  readonly ends: { readonly [end in End]: number }
}

/**
 * How a round ends: the server is killed, or told to stop; or it is killed, and SQLite's log loses its end or an older
 * database is put back.
 */
type End = 'killed' | 'stopped' | 'cut' | 'put back'

const ENDS = ['killed', 'killed', 'killed', 'killed', 'stopped', 'stopped', 'cut', 'put back'] as const
const NAMESPACES = 3
const MAX_ANSWERS = 60
const DATABASE = 'uploadmock.db'
const BLOB = /(?:^|\/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Starts a server over one data directory again and again, ends it while clients work, and looks each time that all
 * that was answered is there, nothing else, and no file of somebody else was touched. Throws at the first mistake.
 */
export async function fuzzDataDir({ seed, rounds, dir, say = () => {} }: FuzzOptions): Promise<FuzzReport> {
  const random = new Random(seed)
  const dataDir = join(dir, 'data')
  const foreign = new ForeignFiles(dataDir)
  const clients = Array.from({ length: NAMESPACES }, (_, n) => new Client(`n${n}`, random))
  const report = { answered: 0, ends: { killed: 0, stopped: 0, cut: 0, 'put back': 0 } }
  let server = await KillableServer.start(dataDir)
  try {
    foreign.strew()
    for (let round = 1; round <= rounds; round++) {
      const end: End = existsSync(join(dir, DATABASE)) ? random.pick(ENDS) : 'stopped'
      const answers = random.int(1, MAX_ANSWERS)
      const count = await workUntilEnd(server, clients, { answers, isStop: end === 'stopped' })
      SPOILS[end]({ dir, dataDir, random })
      const blobs = blobsIn(dataDir)
      server = await KillableServer.start(dataDir)
      foreign.check()
      if (isTold(server) && (end === 'cut' || end === 'put back'))
        await checkOlder(server, clients, { dataDir, blobs })
      else await check(server, clients, dataDir)
      report.answered += count
      report.ends[end] += 1
      say(
        `round ${round}: ${count} answers, ${end}, ${clients.reduce((sum, { files }) => sum + files, 0)} files`,
      )
    }
    server.stop()
    await server.ended()
    foreign.check()
    return report
  } finally {
    server.kill()
    await server.ended()
  }
}

/** Has all clients work until so many answers came, then ends the server; answers how many there were. */
async function workUntilEnd(
  server: KillableServer,
  clients: readonly Client[],
  until: { readonly answers: number; readonly isStop: boolean },
): Promise<number> {
  let answers = 0
  const onAnswer = () => {
    answers += 1
    // In the midst of what the others ask for.
    if (answers === until.answers) until.isStop ? server.stop() : server.kill()
  }
  await Promise.all(clients.map(client => client.work(server.url, onAnswer, () => answers >= until.answers)))
  await server.ended()
  return answers
}

async function check(server: KillableServer, clients: readonly Client[], dataDir: string): Promise<void> {
  if (server.warnings.length > 0) throw new Error(`it warns: ${server.warnings.join('; ')}`)
  for (const client of clients) await client.check(server.url)
  const files = clients.reduce((sum, client) => sum + client.files, 0)
  const blobs = blobsIn(dataDir).filter(path => path.startsWith('blobs/'))
  if (blobs.length !== files) throw new Error(`${blobs.length} blobs are left for ${files} files`)
  const drafts = readdirSync(join(dataDir, 'tmp')).filter(name => BLOB.test(name))
  if (drafts.length > 0) throw new Error(`${drafts.length} drafts are left`)
}

/** After changes were lost: not a blob may be, and what is there must be sound. The next round begins with nothing. */
async function checkOlder(
  server: KillableServer,
  clients: readonly Client[],
  before: { readonly dataDir: string; readonly blobs: readonly string[] },
): Promise<void> {
  for (const client of clients) await client.checkOlder(server.url)
  const kept = new Set(blobsIn(before.dataDir).map(keyOf))
  const lost = before.blobs.filter(path => !path.startsWith('tmp/') && !kept.has(keyOf(path)))
  if (lost.length > 0) throw new Error(`${lost.length} blobs vanished: ${lost[0]}`)
  const response = await fetch(`${server.url}/_mock/reset?all=true`, { method: 'POST' })
  if (response.status !== 204) throw new Error(`a reset answered ${response.status}`)
  for (const client of clients) client.forget()
}

/** Whether the server says that its database is older than it was. Only where it is it may. */
function isTold(server: KillableServer): boolean {
  return server.warnings.some(line => line.includes('the database has'))
}

/** What happens to a data directory between two starts. */
const SPOILS: { readonly [end in End]: (at: Spoiled) => void } = {
  killed: () => {},
  // Kept for a later round.
  stopped: ({ dir, dataDir }) => copyFileSync(join(dataDir, DATABASE), join(dir, DATABASE)),
  cut({ dataDir, random }) {
    const log = join(dataDir, `${DATABASE}-wal`)
    if (existsSync(log)) truncateSync(log, random.int(0, statSync(log).size))
  },
  'put back'({ dir, dataDir }) {
    for (const end of ['-wal', '-shm']) rmSync(join(dataDir, DATABASE + end), { force: true })
    copyFileSync(join(dir, DATABASE), join(dataDir, DATABASE))
  },
}

interface Spoiled {
  readonly dir: string
  readonly dataDir: string
  readonly random: Random
}

/** The paths of all blobs, wherever they lie in a data directory. */
function blobsIn(dataDir: string): readonly string[] {
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter(path => BLOB.test(path))
}

/** A blob's key, whether it lies among the others or aside. */
function keyOf(path: string): string {
  return path.split('/').slice(-3).join('/')
}
