/** Bytes that no row claims are swept so soon that a test can wait for it: what a configuration file says for that. */
export const SWEEP = { limits: { unclaimedBlobMs: 2_000 } }

/** How long a test waits for a sweep, in milliseconds. */
export const SWEPT_WITHIN_MS = 20_000
