import { z } from 'zod'
import type { NamespaceClocks } from '../core/clock.ts'
import type { Namespace } from '../core/namespace.ts'
import { ControlError } from './errors.ts'

/** Dates beyond can't be written in ISO 8601 as replies have them. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z')
const LATEST_MS = Date.parse('9998-12-31T00:00:00Z')

const time = z.iso.datetime({ offset: true })

/** What a test may do with a namespace's time: set it, freeze it or let it run, or move it on. */
export const clockBody = z.union([
  z.strictObject({ advanceMs: z.number().int() }),
  z.strictObject({ now: time.optional(), frozen: z.boolean().default(false) }),
])

/** A namespace's time. */
export const clockReply = z.object({ now: time, frozen: z.boolean() })

/** Does with a namespace's time what a body says. */
export function setClock(
  clocks: NamespaceClocks,
  namespace: Namespace,
  body: z.output<typeof clockBody>,
): void {
  const isStep = 'advanceMs' in body
  const present = clocks.now(namespace)
  const now = isStep ? present + body.advanceMs : body.now === undefined ? present : Date.parse(body.now)
  if (now < EARLIEST_MS || now > LATEST_MS)
    throw new ControlError(400, 'invalid', 'leads out of the years 1 to 9998', isStep ? 'advanceMs' : 'now')
  clocks.set(namespace, now, isStep ? clocks.isFrozen(namespace) : body.frozen)
}

/** A namespace's time in the control API's words. */
export function toClockReply(clocks: NamespaceClocks, namespace: Namespace): z.input<typeof clockReply> {
  return { now: new Date(clocks.now(namespace)).toISOString(), frozen: clocks.isFrozen(namespace) }
}
