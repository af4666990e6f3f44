import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { headOf, openConnection } from '../connection.ts'
import { median, ratios } from '../medians.ts'
import { runProgram } from '../send.ts'
import type { Servers } from '../servers.ts'
import type { Part } from './figure.ts'

const ROUNDS = 9

/** From the command to the first good answer, against Node doing nothing. */
export const startPart: Part = {
  name: 'start of the server',
  async measure(servers) {
    const own: number[] = []
    const bare: number[] = []
    // The first round fills the system's caches and Node's own.
    for (let round = 0; round <= ROUNDS; round++) {
      const bareMs = await bareStartMs()
      const ownMs = await startMs(servers)
      if (round === 0) continue
      own.push(ownMs)
      bare.push(bareMs)
    }
    const beside = { 'ms to the first answer': median(own), 'ms of node -e 0': median(bare) }
    return [{ name: this.name, unit: 'times', samples: ratios(own, bare), target: { atMost: 2.5 }, beside }]
  },
}

/** A start in a process that has the library already: what a test file pays. */
export const libraryStartPart: Part = {
  name: 'startUploadmock()',
  async measure() {
    const firsts: number[] = []
    const later: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const [first = Number.NaN, ...others] = (await runProgram('library.js', ['starts'])) as number[] // it prints them
      firsts.push(first)
      later.push(median(others))
    }
    const unit = 'ms'
    const target = { atMost: 30 }
    return [
      { name: 'first startUploadmock() after the import', unit, samples: firsts, target },
      { name: 'each later startUploadmock()', unit, samples: later, target },
    ]
  },
}

async function startMs(servers: Servers): Promise<number> {
  const started = performance.now()
  const server = await servers.own({ log: true })
  const connection = await openConnection(server.port)
  const { status } = await connection.exchange(headOf('GET', '/_mock/health'))
  const ms = performance.now() - started
  if (status !== 200) throw new Error(`health answered ${status}`)
  connection.close()
  await servers.stop(server)
  return ms
}

async function bareStartMs(): Promise<number> {
  const started = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - started
}
