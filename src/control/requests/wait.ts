import { setMaxListeners } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Events } from '../../core/events.ts'
import type { Namespace } from '../../core/namespace.ts'

/** Who waits: a request to the control API, and its reply. */
export interface Waiter {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** What is waited for: that `isThere` says so, and for how long. */
export interface Awaited {
  /** Opens the namespace anew each time: a reset meanwhile begins a new world. */
  open(): Promise<Namespace>
  isThere(namespace: Namespace): Promise<boolean>
  readonly timeoutMs: number
}

/** The requests that wait for something to happen in a namespace. */
export class Waits {
  readonly #events: Events
  readonly #closing = new AbortController()

  constructor(events: Events) {
    this.#events = events
    // A listener for each wait, and there may be many.
    setMaxListeners(0, this.#closing.signal)
  }

  /** Ends every wait, the later ones too: the server closes. */
  close(): void {
    this.#closing.abort()
  }

  /** Resolves when it is there, when the time is over, or when nobody waits any more. */
  async until({ open, isThere, timeoutMs }: Awaited, waiter: Waiter): Promise<void> {
    const deadline = performance.now() + timeoutMs
    for (;;) {
      const namespace = await open()
      // Listens before it looks, so that nothing comes between.
      const news = this.#nextEvent(namespace.name, deadline - performance.now(), waiter)
      try {
        const isOver = performance.now() >= deadline || this.#isLeft(waiter)
        if (isOver || (await isThere(namespace))) return
        await news.came
      } finally {
        news.stop()
      }
    }
  }

  /** Whether nobody waits any more: the client ended its side, or the server closes. */
  #isLeft({ request: { raw }, reply }: Waiter): boolean {
    return reply.raw.destroyed || raw.socket.readableEnded || this.#closing.signal.aborted
  }

  /** `came` resolves with the next event of the namespace, or when it is time to look without one. */
  #nextEvent(namespace: string, withinMs: number, { request, reply }: Waiter) {
    const { socket } = request.raw
    const { signal } = this.#closing
    const { recheckMs = withinMs } = this.#events
    const stops: (() => void)[] = []
    const came = new Promise<void>(resolve => {
      const done = () => resolve()
      const timer = setTimeout(done, Math.max(0, Math.min(withinMs, recheckMs)))
      reply.raw.once('close', done)
      socket.once('end', done)
      signal.addEventListener('abort', done)
      stops.push(
        this.#events.on(namespace, done),
        () => clearTimeout(timer),
        () => reply.raw.off('close', done),
        () => socket.off('end', done),
        () => signal.removeEventListener('abort', done),
      )
    })
    const stop = () => {
      for (const one of stops) one()
    }
    return { came, stop }
  }
}
