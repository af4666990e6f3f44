import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Bytes } from '../../core/bytes.ts'
import type { FaultRule } from '../../core/fault.ts'
import { actionsIn, deedsIn, FAULT_ACTIONS } from '../../core/fault-actions.ts'
import type { ApiError } from '../../core/problem.ts'
import type { DrawnFault } from '../../storage/faults.ts'
import type { Rendered } from '../vendor-kit/dialect.ts'
import { type Deed, deedOf, type Struck } from './deeds.ts'
import { delayOf } from './delays.ts'
import { pause } from './pace.ts'
import { MemberPlace, Place } from './place.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The fault that the request drew. */
    fault: RequestFault | undefined
  }
}

/** What this file adds to a request. */
export const FAULT_DECORATIONS = ['fault'] as const satisfies readonly (keyof FastifyRequest)[]

/** One fault at work on the request that drew it. */
export class RequestFault {
  readonly drawn: DrawnFault
  readonly #struck: Struck
  readonly #deed: Partial<Deed>
  readonly #delayMs: number
  readonly #onStrike: () => void
  #hasStruck = false

  constructor(
    drawn: DrawnFault,
    at: {
      readonly request: FastifyRequest
      readonly reply: FastifyReply
      /** Makes jitter the same in each run. */
      readonly seed: number
      /** Says a problem in the vendor's words. */
      readonly say: (error: ApiError) => Rendered
      readonly onStrike: () => void
    },
  ) {
    const { request, reply, say } = at
    const gone = new AbortController()
    const [deed] = deedsIn(drawn.rule)
    this.drawn = drawn
    this.#struck = { request, reply, say, gone: gone.signal }
    this.#deed = deed === undefined ? {} : deedOf(deed, drawn.rule)
    this.#delayMs = delayOf(drawn, at.seed)
    this.#onStrike = at.onStrike
    reply.raw.once('close', () => gone.abort())
    // A client that has said all may still listen, but not to a server that says nothing.
    if (deed === 'stall') request.raw.socket.once('end', () => gone.abort())
  }

  get rule(): FaultRule {
    return this.drawn.rule
  }

  /** Whether it came about. */
  get hasStruck(): boolean {
    return this.#hasStruck
  }

  /** What happens before anything runs. Throws the ordered answer. */
  async before(): Promise<void> {
    if (this.rule.when !== 'before') return
    await this.#strike()
    await this.#deed.before?.(this.#struck)
  }

  /** A body's bytes with what happens while they arrive. `part` names the form's part; undefined for a JSON body. */
  during(source: Bytes, part: string | undefined): Bytes {
    const { when, at } = this.rule
    if (when !== 'during' || (part !== undefined && at?.part !== undefined && at.part !== part)) return source
    return this.#interrupted(source, part)
  }

  /** The answer's payload with what happens after the request was served. */
  async after(payload: unknown): Promise<unknown> {
    if (this.rule.when !== 'after') return payload
    await this.#strike()
    return this.#deed.after === undefined ? payload : this.#deed.after(payload, this.#struck)
  }

  async *#interrupted(source: Bytes, part: string | undefined): Bytes {
    const { at = { bytes: 0 } } = this.rule
    const place =
      part === undefined && at.part !== undefined ? new MemberPlace(at.part, at.bytes) : new Place(at.bytes)
    const iterator = source[Symbol.asyncIterator]()
    try {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        const cut = place.within(next.value)
        if (cut === undefined) {
          yield next.value
          continue
        }
        if (cut > 0) yield next.value.subarray(0, cut)
        yield* this.#rest(bytesFrom(iterator, next.value.subarray(cut)))
        return
      }
      if (place.isAtEnd) yield* this.#rest(bytesFrom(iterator, new Uint8Array(0)))
    } finally {
      await iterator.return?.()
    }
  }

  async *#rest(rest: Bytes): Bytes {
    await this.#strike()
    yield* this.#deed.during?.(rest, this.#struck) ?? rest
  }

  /** Notes that it comes about, and waits as long as it is to. */
  async #strike(): Promise<void> {
    const { recording } = this.#struck.request
    this.#hasStruck = true
    const decides = actionsIn(this.rule).some(action => FAULT_ACTIONS[action].decides)
    if (recording !== undefined) recording.fault = { id: this.rule.id, decides }
    this.#onStrike()
    await pause(this.#delayMs, this.#struck.gone)
  }
}

/** The bytes that are left, after those that were taken already. */
async function* bytesFrom(iterator: AsyncIterator<Uint8Array>, first: Uint8Array): Bytes {
  if (first.length > 0) yield first
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
}
