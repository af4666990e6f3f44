/** Where the time comes from. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now() }

/** How a namespace's time is set, in milliseconds: it stands still, or runs at this distance from the machine's. */
export type ClockSetting = { readonly frozenAt: number } | { readonly offsetMs: number }

/** The clock of a namespace with this setting; `base` itself where it has none. */
export function clockOf(base: Clock, setting: ClockSetting | undefined): Clock {
  if (setting === undefined) return base
  return { now: () => ('frozenAt' in setting ? setting.frozenAt : base.now() + setting.offsetMs) }
}
