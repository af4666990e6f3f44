/** Where the time comes from. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now() }

/** Dates beyond these, in milliseconds since 1970, can't be written in ISO 8601 as replies write them. */
export const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z')
export const LATEST_MS = Date.parse('9998-12-31T23:59:59.999Z')

/** How a namespace's time is set, in milliseconds: it stands still, or runs at this distance from the machine's. */
export type ClockSetting = { readonly frozenAt: number } | { readonly offsetMs: number }

/** The clock of a namespace with this setting; `base` itself where it has none. */
export function clockOf(base: Clock, setting: ClockSetting | undefined): Clock {
  if (setting === undefined) return base
  return { now: () => ('frozenAt' in setting ? setting.frozenAt : base.now() + setting.offsetMs) }
}
