import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { Bytes } from '../../core/bytes.ts'

/** How often a slowed stream passes a piece. */
const PIECES_PER_SECOND = 20

/** Bytes at a steady rate, in pieces. Ends early when `signal` aborts. */
export async function* slowed(source: Bytes, bytesPerSecond: number, signal: AbortSignal): Bytes {
  const piece = Math.max(1, Math.floor(bytesPerSecond / PIECES_PER_SECOND))
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += piece) {
      const part = chunk.subarray(at, at + piece)
      yield part
      await pause((part.length / bytesPerSecond) * 1_000, signal)
    }
}

/** Waits; an abort ends it at once. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => {})
}

/** Resolves when the signal aborts. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
