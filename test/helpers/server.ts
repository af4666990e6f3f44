import { Writable } from 'node:stream'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { makeConfig } from '../../src/config.ts'
import type { UploadmockOptions } from '../../src/config-schema.ts'
import type { Clock } from '../../src/core/clock.ts'
import type { Vendor } from '../../src/http/vendor-kit/vendor.ts'
import { startServer } from '../../src/server.ts'
import { vendors as ownVendors } from '../../src/vendors/index.ts'

/** A server of one test's own, closed when the test ends. A reply that does not fit its schema fails as a 500. */
export async function startTestServer(
  input: UploadmockOptions = {},
  options: { readonly vendors?: readonly Vendor[]; readonly clock?: Clock } = {},
) {
  const vendors = options.vendors ?? ownVendors
  const server = await startServer({
    config: makeConfig({ port: 0, logLevel: 'silent', ...input }, vendors),
    vendors,
    logger: pino({ level: 'silent' }),
    misfits: 'throw',
    ...(options.clock && { clock: options.clock }),
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
