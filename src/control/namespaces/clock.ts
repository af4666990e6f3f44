import * as z from 'zod'
import { type Clock, type ClockSetting, clockOf, EARLIEST_MS, LATEST_MS } from '../../core/clock.ts'
import { ControlError } from '../errors.ts'

const time = z.iso.datetime({ offset: true })

/** What a test may do with a namespace's time: set it, freeze it or let it run, or move it on. */
export const clockBody = z.strictObject({
  advanceMs: z.number().optional(),
  now: time.optional(),
  frozen: z.boolean().optional(),
})

/** A namespace's time. */
export const clockReply = z.object({ now: time, frozen: z.boolean() })

/**
 * How a namespace's time is set by what a body says, in place of its present setting. Throws a `ControlError` for what
 * can't be done.
 */
export function decideClock(
  body: z.output<typeof clockBody>,
  base: Clock,
  present: ClockSetting | undefined,
): ClockSetting {
  const { advanceMs, now, frozen = false } = body
  const before = clockOf(base, present).now()
  const isStep = advanceMs !== undefined
  if (isStep && (now !== undefined || body.frozen !== undefined))
    throw new ControlError(400, 'invalid', 'does not go with any other key', 'advanceMs')
  if (isStep && !Number.isInteger(advanceMs))
    throw new ControlError(400, 'invalid', 'must be a whole number', 'advanceMs')
  const time = isStep ? before + advanceMs : now === undefined ? before : Date.parse(now)
  if (time < EARLIEST_MS || time > LATEST_MS)
    throw new ControlError(400, 'invalid', 'leads beyond the years 1 to 9998', isStep ? 'advanceMs' : 'now')
  const standsStill = isStep ? isFrozen(present) : frozen
  return standsStill ? { frozenAt: time } : { offsetMs: time - base.now() }
}

/** A namespace's time in the control API's words. */
export function toClockReply(base: Clock, setting: ClockSetting | undefined): z.input<typeof clockReply> {
  return { now: new Date(clockOf(base, setting).now()).toISOString(), frozen: isFrozen(setting) }
}

function isFrozen(setting: ClockSetting | undefined): boolean {
  return setting !== undefined && 'frozenAt' in setting
}
