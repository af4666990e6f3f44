import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MiB } from '../../../src/core/units.ts'
import { RunningCommand } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const HEAP_MB = 128
const BEGIN = '{"format":"uploadmock-state","version":1,"rows":['

/** A server with little room, in a process with little memory. */
async function start(): Promise<string> {
  const dir = temporaryFolder()
  writeFileSync(join(dir, 'uploadmock.json'), JSON.stringify({ limits: { memoryBytes: 30 * MiB } }))
  const env = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` }
  return new RunningCommand(['--port', '0', '--json', '--log-level', 'silent'], { cwd: dir, env }).ready()
}

/** Sends a file that goes on for ever, until there is an answer. */
async function sendEndless(url: string, piece: (n: number) => string) {
  const sending: ClientRequest = request(`${url}/_mock/state`, {
    method: 'PUT',
    agent: false,
    headers: { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' },
  })
  onTestFinished(() => void sending.destroy())
  // The connection is cut when nobody wants more: the answer came before.
  sending.on('error', () => {})
  const answered = new Promise<IncomingMessage>(resolve => sending.once('response', resolve))
  let response: IncomingMessage | undefined
  void answered.then(found => {
    response = found
  })
  let sent = 0
  sending.write(BEGIN)
  for (let n = 0; response === undefined; n++) {
    const text = piece(n)
    sent += text.length
    if (!sending.write(text)) await Promise.race([once(sending, 'drain'), answered])
  }
  return { status: response.statusCode, sent }
}

const rows = (n: number, data: string) =>
  Array.from(
    { length: 200 },
    (_, i) =>
      `{"vendor":"zoom","owner":"o","kind":"k","key":"${n}-${i}","id":"${n}-${i}","createdAt":1,"data":${data}},`,
  ).join('')

describe('a state without an end, at a server with 30 MB of room and little memory,', () => {
  it.each([
    ['of rows that say nothing', () => '{},'.repeat(20_000), 400, 40 * MiB],
    ['of small rows', (n: number) => rows(n, '{}'), 507, 120 * MiB],
    ['of large rows', (n: number) => rows(n, `{"text":"${'x'.repeat(10_000)}"}`), 507, 120 * MiB],
    ['of lists of nothing', (n: number) => rows(n, `{"list":[${'{},'.repeat(1_000)}0]}`), 507, 120 * MiB],
    ['of one row', (n: number) => (n === 0 ? '{"vendor":"' : 'x'.repeat(100_000)), 507, 120 * MiB],
  ])(
    '%s is refused, and the server lives',
    async (_, piece, status, atMost) => {
      const url = await start()
      const answer = await sendEndless(url, piece)
      expect(answer.status).toBe(status)
      // With what was on its way.
      expect(answer.sent).toBeLessThan(atMost)
      expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
    },
    60_000,
  )
})
