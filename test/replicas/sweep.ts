import { randomUUID } from 'node:crypto'

/**
 * Bytes that no row claims are swept so soon that a test can wait for it, and a store that is away is waited for no
 * longer than that: what a configuration file says for it.
 */
export const SWEEP = { limits: { unclaimedBlobMs: 2_000 }, timeouts: { storeMs: 2_000 } }

/** How long a test waits for a sweep, in milliseconds. */
export const SWEPT_WITHIN_MS = 20_000

/** A key for bytes without a row: beside another one, of the same world, and as a server names blobs. */
export function orphanBeside(key: string): string {
  return key.replace(/[^/]+$/, randomUUID())
}
