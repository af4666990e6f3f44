import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Bytes } from '../../core/bytes.ts'
import type { Clock } from '../../core/clock.ts'
import { actionsIn, FAULT_ACTIONS } from '../../core/fault-actions.ts'
import type { Stores } from '../../storage/stores.ts'
import { hasBody } from '../body/drain.ts'
import { render } from '../refusal/render.ts'
import { ownersOf } from '../vendor-kit/owners.ts'
import { contextOf } from '../vendor-kit/reply.ts'
import type { MountedVendor } from '../vendor-kit/vendor.ts'
import { RequestFault } from './request-fault.ts'

/** The request that may draw a fault. */
interface Target {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly mounted: MountedVendor
  readonly vendor: string
}

/** Draws the fault that is meant for a request; undefined for none. */
export async function drawFault(
  operation: string,
  { request, reply, mounted, vendor }: Target,
  by: {
    readonly stores: Pick<Stores, 'faults' | 'events'>
    readonly clock: Clock
    readonly seed: number
    /** Lets a request be as slow as a fault makes it. */
    readonly letBeSlow: (raw: IncomingMessage) => void
  },
): Promise<RequestFault | undefined> {
  const { head, namespace } = request
  const { bareOwner = (name: string) => name } = mounted
  const owners = () => [...ownersOf(request, mounted), mounted.gate.shownIn(head) ?? []].flat().map(bareOwner)
  const drawn = await by.stores.faults.draw(namespace, {
    vendor,
    operation,
    names: owner => owners().includes(bareOwner(owner)),
    namespace: namespace.name,
    method: head.method,
    headers: head.headers,
    hasBody: hasBody(request.raw),
  })
  if (drawn === undefined) return undefined
  if (actionsIn(drawn.rule).some(action => FAULT_ACTIONS[action].takesTime)) by.letBeSlow(request.raw)
  return new RequestFault(drawn, {
    request,
    reply,
    seed: by.seed,
    say: ({ problem }) => render(mounted, problem, contextOf(request, by.clock)),
    onStrike: () => by.stores.events.emit(namespace.name, { type: 'fault', id: drawn.rule.id }),
  })
}

/** A body that is read as a whole, with what a fault does to it. A file's bytes pass the intake's own stage. */
export function faultedBody(request: FastifyRequest, payload: Readable): Readable {
  const { fault } = request
  if (fault?.rule.when !== 'during' || isStreamed(request)) return payload
  // Destroying the request would cut the connection before the fault's answer is sent.
  const source: Bytes = payload.iterator({ destroyOnReturn: false })
  return Readable.from(fault.during(source, undefined), { objectMode: false })
}

/** Whether a request's file comes in pieces; else its body is read whole. */
export function isStreamed({ routeOptions }: FastifyRequest): boolean {
  const { form, isRaw = false } = routeOptions.config
  return form !== undefined || isRaw
}
