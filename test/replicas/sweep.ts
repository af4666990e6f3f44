import { randomUUID } from 'node:crypto'

/** Bytes that no row claims are swept so soon that a test can wait for it: what a configuration file says for it. */
export const SWEEP = { limits: { unclaimedBlobMs: 1_000 } }

/** As `SWEEP`, with time between two sweeps for what a test does there. */
export const UNHURRIED_SWEEP = { limits: { unclaimedBlobMs: 2_500 } }

/** A store that says nothing is waited for no longer than a test can wait. */
export const IMPATIENT = { timeouts: { storeMs: 2_000 } }

/** How long a test waits for a sweep, in milliseconds. */
export const SWEPT_WITHIN_MS = 20_000

/** A key for bytes without a row: beside another one, of the same world, and as a server names blobs. */
export function orphanBeside(key: string): string {
  return key.replace(/[^/]+$/, randomUUID())
}
