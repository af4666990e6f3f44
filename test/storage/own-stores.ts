import { type Clock, systemClock } from '../../src/core/clock.ts'
import { MiB } from '../../src/core/units.ts'
import { openStores } from '../../src/storage/open.ts'
import type { Stores } from '../../src/storage/stores.ts'

/** Stores of one process, small ones. The test closes them. */
export function openOwnStores(
  options: {
    readonly dataDir?: string | undefined
    readonly bytes?: number
    readonly clock?: Clock
    readonly warn?: (line: string) => void
  } = {},
): Promise<Stores> {
  const { dataDir, bytes = MiB, clock = systemClock, warn = () => {} } = options
  return openStores({
    dataDir,
    shared: undefined,
    clock,
    memoryBytes: bytes,
    diskBytes: bytes,
    journalEntries: 10,
    journalBytes: 10_000,
    journalTotalBytes: 1_000_000,
    idleNamespaceMs: 3_600_000,
    unclaimedBlobMs: 600_000,
    warn,
  })
}
