import { Writable } from 'node:stream'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { makeConfig } from '../../src/config.ts'
import type { UploadmockOptions } from '../../src/config-schema.ts'
import { type Clock, systemClock } from '../../src/core/clock.ts'
import type { Vendor } from '../../src/http/vendor-kit/vendor.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { vendors as ownVendors } from '../../src/vendors/index.ts'
import { lendServer } from './lent-server.ts'

/** What a test's server is made of beside its settings. */
export interface ServerParts {
  readonly vendors?: readonly Vendor[]
  readonly clock?: Clock
}

/**
 * A server with nothing in it, for one test; without settings it may be one that another test had. A reply that does
 * not fit its schema fails as a 500.
 */
export async function startTestServer(
  input: UploadmockOptions = {},
  parts: ServerParts = {},
): Promise<RunningServer> {
  const isUsual = Object.keys(input).length === 0 && parts.vendors === undefined
  return isUsual ? lendServer(parts.clock ?? systemClock) : startOwnServer(input, parts)
}

/** A server of one test's own, closed when the test ends: for what no reset is to empty, and for whoever hears of all. */
export async function startOwnServer(
  input: UploadmockOptions = {},
  { vendors = ownVendors, clock }: ServerParts = {},
): Promise<RunningServer> {
  const server = await startServer({
    config: makeConfig({ port: 0, logLevel: 'silent', ...input }, vendors),
    vendors,
    logger: pino({ level: 'silent' }),
    misfits: 'throw',
    ...(clock && { clock }),
  })
  onTestFinished(() => server.close(0))
  return server
}

/** A server as `startTestServer` starts it, whose log a test can read. */
export async function startLoggedServer(input: UploadmockOptions = {}, level: 'debug' | 'trace' = 'debug') {
  let log = ''
  const sink = new Writable({
    write(chunk, _encoding, done) {
      log += chunk
      done()
    },
  })
  const server = await startServer({
    config: makeConfig({ port: 0, ...input }, ownVendors),
    vendors: ownVendors,
    logger: pino({ level }, sink),
    misfits: 'throw',
  })
  onTestFinished(() => server.close(0))
  return { server, log: () => log }
}

/** What the control API lists of a namespace's assets. */
export async function assetsOf(url: string): Promise<readonly { readonly [key: string]: unknown }[]> {
  const response = await fetch(`${url}/_mock/assets?limit=1000`)
  return ((await response.json()) as { items: { [key: string]: unknown }[] }).items
}

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  #now: number

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  advance(ms: number): void {
    this.#now += ms
  }
}
