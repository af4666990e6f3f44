import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Bytes } from '../core/bytes.ts'
import type { Clock } from '../core/clock.ts'
import type { Events } from '../core/events.ts'
import type { Stores } from '../storage/open.ts'
import { ArmedFault } from './armed-fault.ts'
import { hasBody } from './drain.ts'
import { ownersOf } from './recorded-head.ts'
import { contextOf, render } from './refuse.ts'
import type { MountedVendor } from './vendor.ts'

/** The request that may be hit. */
interface Target {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly mounted: MountedVendor
  readonly vendor: string
}

/** The fault that hits a request; undefined for none. */
export async function drawFault(
  operation: string,
  { request, reply, mounted, vendor }: Target,
  by: {
    readonly stores: Pick<Stores, 'faults'>
    readonly events: Events
    readonly clock: Clock
    readonly seed: number
  },
): Promise<ArmedFault | undefined> {
  const { head, namespace } = request
  const drawn = await by.stores.faults.draw(namespace, {
    vendor,
    operation,
    owners: [...ownersOf(request), ...shownId(mounted, request)],
    namespace: namespace.name,
    method: head.method,
    headers: head.headers,
    hasBody: hasBody(request.raw),
  })
  if (drawn === undefined) return undefined
  return new ArmedFault(drawn, {
    request,
    reply,
    seed: by.seed,
    say: ({ problem }) => render(mounted, problem, contextOf(request, by.clock)),
    onStrike: () => by.events.emit(namespace.name, { type: 'fault', id: drawn.rule.id }),
  })
}

/** A body that is read as a whole, with what a fault does to it. A file's bytes pass the intake's own stage. */
export function faultedBody(request: FastifyRequest, payload: Readable): Readable {
  const { fault } = request
  const { form, isRaw = false } = request.routeOptions.config
  if (fault?.rule.when !== 'during' || form !== undefined || isRaw) return payload
  return Readable.from(fault.during(payload as Bytes, undefined), { objectMode: false })
}

function shownId({ gate }: MountedVendor, { head }: FastifyRequest): readonly string[] {
  try {
    return [gate.shownIn(head) ?? []].flat()
  } catch {
    return []
  }
}
