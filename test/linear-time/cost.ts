import { RawConnection } from '../helpers/raw-http.ts'
import type { WorstCase } from './worst-requests.ts'

/** The larger of two lengths, in bytes, and how much smaller the other one is. Longer texts are not looked at by all. */
const LENGTH = 64_000
const STEP = 4
/** What the larger one may take in any case, in milliseconds of CPU: below that other work on the machine decides how often it is exceeded. */
const CHEAP_MS = 100
/** What it never may. */
const DEAR_MS = 400
/** How much more than the smaller one it may take: with a square it would be sixteen times as much. */
const MOST_TIMES = 8
const TRIES = 5
/** What no busy machine makes of a linear one. */
const HOPELESS_MS = 2_000

/** What is wrong with the time that a request takes; undefined where it is linear. The least of several tries counts. */
export async function misbehaviour(port: number, { name, make }: WorstCase): Promise<string | undefined> {
  const large = await leastCost(port, make(LENGTH), CHEAP_MS)
  if (large <= CHEAP_MS) return undefined
  if (large > HOPELESS_MS) return `${name}: ${Math.round(large)} ms`
  const small = await leastCost(port, make(LENGTH / STEP), 0)
  const times = large / small
  if (large < DEAR_MS && times < MOST_TIMES) return undefined
  return `${name}: ${Math.round(large)} ms, ${times.toFixed(1)} times as much as a quarter of it`
}

/** In milliseconds of this process, in which the server runs; no more tries once one tells enough. */
async function leastCost(port: number, bytes: Buffer, enoughMs: number): Promise<number> {
  let least = await costOf(port, bytes)
  for (let tries = 1; tries < TRIES && least > enoughMs && least < HOPELESS_MS; tries++)
    least = Math.min(least, await costOf(port, bytes))
  return least
}

async function costOf(port: number, bytes: Buffer): Promise<number> {
  const connection = await RawConnection.open(port)
  const before = process.cpuUsage()
  connection.write(bytes)
  await connection.closed()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
