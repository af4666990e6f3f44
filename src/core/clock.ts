/** Where the time comes from. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now() }
