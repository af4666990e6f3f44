import pino from 'pino'
import { onTestFinished } from 'vitest'
import { makeConfig } from '../../src/config.ts'
import { type Clock, systemClock } from '../../src/core/clock.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { vendors } from '../../src/vendors/index.ts'

/** So many wait for the next test, at most: a test that needs more has them closed. */
const MOST_IDLE = 4

/** A clock that another one stands in for. */
class LentClock implements Clock {
  present: Clock = systemClock

  now(): number {
    return this.present.now()
  }
}

interface Kept {
  readonly server: RunningServer
  readonly clock: LentClock
}

/** Servers that no test has just now. A start takes longer than most tests, and a reset leaves nothing. */
const idle: Kept[] = []

/**
 * A server without any settings, lent to one test and then to the next: what a test leaves is reset. One that a test
 * closes, or in which it fails, is lent to no other.
 */
export async function lendServer(clock: Clock): Promise<RunningServer> {
  const kept = idle.pop() ?? (await start())
  kept.clock.present = clock
  let isClosed = false
  onTestFinished(async ({ task }) => {
    kept.clock.present = systemClock
    const isGood = !isClosed && task.result?.state !== 'fail' && idle.length < MOST_IDLE
    if (isGood && (await isReset(kept.server))) idle.push(kept)
    else await kept.server.close(0)
  })
  const close = (graceMs?: number) => {
    isClosed = true
    return kept.server.close(graceMs)
  }
  return { ...kept.server, close }
}

async function start(): Promise<Kept> {
  const clock = new LentClock()
  const config = makeConfig({ port: 0, logLevel: 'silent' }, vendors)
  const logger = pino({ level: 'silent' })
  return { server: await startServer({ config, vendors, logger, misfits: 'throw', clock }), clock }
}

async function isReset({ url }: RunningServer): Promise<boolean> {
  const { status } = await fetch(`${url}/_mock/reset?all=true`, { method: 'POST' })
  return status === 204
}
