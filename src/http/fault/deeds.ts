import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Bytes } from '../../core/bytes.ts'
import type { ActionsOf, FaultAction, StrikesOf, ValueOf } from '../../core/fault-actions.ts'
import type { FaultReply } from '../../core/fault-values.ts'
import { ApiError } from '../../core/problem.ts'
import { OrderedReply } from '../refusal/ordered-reply.ts'
import type { Rendered } from '../vendor-kit/dialect.ts'
import { bodyOf } from '../vendor-kit/reply.ts'
import { asStream, truncated, withoutMember } from './altered-answer.ts'
import { orderedProblem } from './ordered-problem.ts'
import { aborted, slowed } from './pace.ts'

/** The request that a deed is done to. */
export interface Struck {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Aborts when either side closes. */
  readonly gone: AbortSignal
  /** Says a problem in the vendor's words. */
  say(error: ApiError): Rendered
}

/** What a fault does to one request, by the moment at which it strikes. */
export interface Deed {
  /** Before anything runs. Throws what is answered. */
  before(at: Struck): Promise<void>
  /** A body's bytes from the ordered place on, with what happens to them. */
  during(rest: Bytes, at: Struck): Bytes
  /** The answer's payload with what happens to it. */
  after(payload: unknown, at: Struck): unknown
}

/** Each deed at each moment at which the table says that it can strike: one that is missing does not compile. */
const DEEDS: {
  readonly [K in ActionsOf<'deed'>]: (value: ValueOf<K>) => Pick<Deed, StrikesOf<K>>
} = {
  respond: value => ({
    ...refusing(async ({ request }) => {
      throw ordered(value, request)
    }),
    after: (_payload, at) => replaced(value, at),
  }),
  stall: () => silencing(stalled),
  reset: () => silencing(reset),
  bytesPerSecond: value => ({
    during: (rest, { gone }) => slowed(rest, value, gone),
    after: (payload, { reply, gone }) =>
      asStream(reply, payload).compose(source => slowed(source as Bytes, value, gone)),
  }),
  truncateBodyAt: value => ({ after: (payload, { reply }) => truncated(reply, payload, value) }),
  omit: value => ({ after: payload => withoutMember(payload, value) }),
}

/** What a rule's deed does, at the moments at which it can strike. */
export function deedOf<K extends ActionsOf<'deed'>>(key: K, rule: FaultAction): Partial<Deed> {
  const value = rule[key]
  return value === undefined ? {} : DEEDS[key](value)
}

function refusing(refuse: (at: Struck) => Promise<void>): Pick<Deed, 'before' | 'during'> {
  return {
    before: refuse,
    during: async function* (rest, at) {
      await refuse(at)
      yield* rest
    },
  }
}

/** A deed after which nobody is there to be answered. */
function silencing(silence: (at: Struck) => Promise<void>): Deed {
  const refuse = async (at: Struck) => {
    await silence(at)
    throw new ApiError({ kind: 'unavailable' })
  }
  return {
    ...refusing(refuse),
    after: async (payload, at) => {
      await silence(at)
      return payload
    },
  }
}

/** Resolves when either side closes. What still comes is read and thrown away: unread bytes would hide the end. */
async function stalled({ request: { raw }, gone }: Struck): Promise<void> {
  raw.unpipe()
  raw.removeAllListeners('readable')
  raw.resume()
  await aborted(gone)
  raw.socket?.destroy()
}

async function reset({
  request: {
    raw: { socket },
  },
}: Struck): Promise<void> {
  // A TLS connection can't be reset, only cut.
  if ('resetAndDestroy' in socket && !('encrypted' in socket)) socket.resetAndDestroy()
  else socket.destroy()
}

function ordered(respond: FaultReply, { routeOptions }: FastifyRequest): ApiError | OrderedReply {
  if ('error' in respond) {
    const { form, policy = form?.policy } = routeOptions.config
    return new ApiError(orderedProblem(respond, { policy, part: form?.file }))
  }
  const { status, headers = {}, body } = respond
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  return new OrderedReply({
    status,
    headers: { ...(body !== undefined && { 'content-type': type }), ...headers },
    body,
  })
}

function replaced(respond: FaultReply, { request, reply, say }: Struck): string {
  const answer = ordered(respond, request)
  const rendered = answer instanceof OrderedReply ? answer.rendered : say(answer)
  reply.removeHeader('content-length')
  reply.code(rendered.status).headers(rendered.headers ?? {})
  return bodyOf(rendered)
}
