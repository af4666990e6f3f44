/** Where the time comes from. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now() }

/** How a namespace's time is set, in milliseconds: it stands still, or runs so far from the machine's. */
export type ClockSetting = { readonly frozenAt: number } | { readonly offsetMs: number }

/** The clock of a namespace whose time is set so; `base` itself where it is not. */
export function clockOf(base: Clock, setting: ClockSetting | undefined): Clock {
  if (setting === undefined) return base
  return { now: () => ('frozenAt' in setting ? setting.frozenAt : base.now() + setting.offsetMs) }
}
