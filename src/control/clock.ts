import { z } from 'zod'
import type { NamespaceClocks } from '../core/clock.ts'
import type { Namespace } from '../core/namespace.ts'

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
  if ('advanceMs' in body) clocks.advance(namespace, body.advanceMs)
  else
    clocks.set(namespace, body.now === undefined ? clocks.now(namespace) : Date.parse(body.now), body.frozen)
}

/** A namespace's time in the control API's words. */
export function toClockReply(clocks: NamespaceClocks, namespace: Namespace): z.input<typeof clockReply> {
  return { now: new Date(clocks.now(namespace)).toISOString(), frozen: clocks.isFrozen(namespace) }
}
