import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Bytes } from '../../core/bytes.ts'
import type { FaultReply, FaultRule } from '../../core/fault.ts'
import { ApiError } from '../../core/problem.ts'
import type { DrawnFault } from '../../storage/faults.ts'
import { OrderedReply } from '../refusal/ordered-reply.ts'
import type { Rendered } from '../vendor-kit/dialect.ts'
import { bodyOf } from '../vendor-kit/reply.ts'
import { asStream, truncated, withoutMember } from './altered-answer.ts'
import { orderedProblem } from './ordered-problem.ts'
import { aborted, pause, slowed } from './pace.ts'
import { MemberPlace, Place } from './place.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The fault that the request drew. */
    fault: RequestFault | undefined
  }
}

/** What this file adds to a request. */
export const FAULT_DECORATIONS = ['fault'] as const satisfies readonly (keyof FastifyRequest)[]

/** One fault at work on one request. */
export class RequestFault {
  readonly drawn: DrawnFault
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #delayMs: number
  readonly #say: (error: ApiError) => Rendered
  readonly #onStrike: () => void
  readonly #gone: AbortSignal
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
    const { rule, strike } = drawn
    this.drawn = drawn
    this.#request = at.request
    this.#reply = at.reply
    this.#say = at.say
    this.#onStrike = at.onStrike
    this.#delayMs = (rule.delayMs ?? 0) + jitter(rule, strike, at.seed)
    const gone = new AbortController()
    at.reply.raw.once('close', () => gone.abort())
    // A client that has said all may still listen, but not to a server that says nothing.
    if (rule.stall === true) at.request.raw.socket.once('end', () => gone.abort())
    this.#gone = gone.signal
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
    if (this.rule.when === 'before') await this.#strike()
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
    const { respond, bytesPerSecond, truncateBodyAt, omit, stall, reset } = this.rule
    this.#mark()
    await pause(this.#delayMs, this.#gone)
    if (stall === true) await this.#stalled()
    if (reset === true) this.#reset()
    if (respond !== undefined) return this.#replace(respond)
    if (omit !== undefined) return withoutMember(payload, omit)
    if (truncateBodyAt !== undefined) return truncated(this.#reply, payload, truncateBodyAt)
    if (bytesPerSecond === undefined) return payload
    const stream = asStream(this.#reply, payload)
    return stream.compose(source => slowed(source as Bytes, bytesPerSecond, this.#gone))
  }

  async *#interrupted(source: Bytes, part: string | undefined): Bytes {
    const { bytesPerSecond, at = { bytes: 0 } } = this.rule
    const place =
      part === undefined && at.part !== undefined ? new MemberPlace(at.part, at.bytes) : new Place(at.bytes)
    const rest = async function* (iterator: AsyncIterator<Uint8Array>, first: Uint8Array): Bytes {
      if (first.length > 0) yield first
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value
    }
    const iterator = source[Symbol.asyncIterator]()
    try {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        const cut = place.within(next.value)
        if (cut === undefined) {
          yield next.value
          continue
        }
        if (cut > 0) yield next.value.subarray(0, cut)
        await this.#strike()
        const left = rest(iterator, next.value.subarray(cut))
        yield* bytesPerSecond === undefined ? left : slowed(left, bytesPerSecond, this.#gone)
        return
      }
      if (place.isAtEnd) await this.#strike()
    } finally {
      await iterator.return?.()
    }
  }

  async #strike(): Promise<void> {
    const { respond, stall, reset } = this.rule
    this.#mark()
    await pause(this.#delayMs, this.#gone)
    if (stall === true) await this.#stalled()
    if (reset === true) this.#reset()
    if (stall === true || reset === true) throw new ApiError({ kind: 'unavailable' })
    if (respond !== undefined) throw this.#ordered(respond)
  }

  /** Whether it decides how the request ends, not only when. */
  #decides(): boolean {
    const { respond, stall, reset, truncateBodyAt, omit } = this.rule
    return [respond, stall, reset, truncateBodyAt, omit].some(action => action !== undefined)
  }

  #mark(): void {
    this.#hasStruck = true
    if (this.#request.recording !== undefined)
      this.#request.recording.fault = { id: this.rule.id, decides: this.#decides() }
    this.#onStrike()
  }

  /** Resolves when either side closes. What still comes is read and thrown away: unread bytes would hide the end. */
  async #stalled(): Promise<void> {
    const { raw } = this.#request
    raw.unpipe()
    raw.removeAllListeners('readable')
    raw.resume()
    await aborted(this.#gone)
    raw.socket?.destroy()
  }

  #reset(): void {
    const { socket } = this.#request.raw
    // A TLS connection can't be reset, only cut.
    if ('resetAndDestroy' in socket && !('encrypted' in socket)) socket.resetAndDestroy()
    else socket.destroy()
  }

  #ordered(respond: FaultReply): ApiError | OrderedReply {
    if ('error' in respond) {
      const { form, policy = form?.policy } = this.#request.routeOptions.config
      return new ApiError(orderedProblem(respond, policy))
    }
    const { status, headers = {}, body } = respond
    const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
    return new OrderedReply({
      status,
      headers: { ...(body !== undefined && { 'content-type': type }), ...headers },
      body,
    })
  }

  #replace(respond: FaultReply): string {
    const ordered = this.#ordered(respond)
    const rendered = ordered instanceof OrderedReply ? ordered.rendered : this.#say(ordered)
    this.#reply.removeHeader('content-length')
    this.#reply.code(rendered.status).headers(rendered.headers ?? {})
    return bodyOf(rendered)
  }
}

function jitter({ id, jitterMs = 0 }: FaultRule, strike: number, seed: number): number {
  if (jitterMs === 0) return 0
  const drawn = createHash('sha256').update(`${seed}\0${id}\0${strike}`).digest().readUInt32BE(0)
  return Math.floor((drawn / 2 ** 32) * (jitterMs + 1))
}
