import { z } from 'zod'
import type { NamespaceClocks } from '../core/clock.ts'
import type { Namespace } from '../core/namespace.ts'
import { ControlError } from './errors.ts'

/** Dates beyond can't be written in ISO 8601 as replies have them. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z')
const LATEST_MS = Date.parse('9998-12-31T23:59:59.999Z')

const time = z.iso.datetime({ offset: true })

/** What a test may do with a namespace's time: set it, freeze it or let it run, or move it on. */
export const clockBody = z.strictObject({
  advanceMs: z.number().optional(),
  now: time.optional(),
  frozen: z.boolean().optional(),
})

/** A namespace's time. */
export const clockReply = z.object({ now: time, frozen: z.boolean() })

/** Does with a namespace's time what a body says. Throws a `ControlError` for what can't be done. */
export function setClock(
  clocks: NamespaceClocks,
  namespace: Namespace,
  body: z.output<typeof clockBody>,
): void {
  const { advanceMs, now, frozen = false } = body
  const present = clocks.now(namespace)
  const isStep = advanceMs !== undefined
  if (isStep && (now !== undefined || body.frozen !== undefined))
    throw new ControlError(400, 'invalid', 'goes with nothing else', 'advanceMs')
  if (isStep && !Number.isInteger(advanceMs))
    throw new ControlError(400, 'invalid', 'must be a whole number', 'advanceMs')
  const time = isStep ? present + advanceMs : now === undefined ? present : Date.parse(now)
  if (time < EARLIEST_MS || time > LATEST_MS)
    throw new ControlError(400, 'invalid', 'leads out of the years 1 to 9998', isStep ? 'advanceMs' : 'now')
  clocks.set(namespace, time, isStep ? clocks.isFrozen(namespace) : frozen)
}

/** A namespace's time in the control API's words. */
export function toClockReply(clocks: NamespaceClocks, namespace: Namespace): z.input<typeof clockReply> {
  return { now: new Date(clocks.now(namespace)).toISOString(), frozen: clocks.isFrozen(namespace) }
}
