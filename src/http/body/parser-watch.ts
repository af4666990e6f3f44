import type { IncomingMessage } from 'node:http'

/** How long a parser that has all of its input may say nothing, in milliseconds. */
const STILL_MS = 400

/** What is thrown where a parser stands still though its input has ended. */
export class ParserStalled extends Error {
  constructor() {
    super('the form can’t be read to its end')
    this.name = 'ParserStalled'
  }
}

/**
 * Waits for a parser only as long as it may still have something to say: one that stands still though its request
 * came whole ends what waits for it with `ParserStalled`, within twice `STILL_MS`. No limit on the client does that,
 * since the client has said all. A reader that takes its time is not the parser's fault and ends nothing.
 */
export class ParserWatch {
  readonly #raw: IncomingMessage
  readonly #timer: NodeJS.Timeout
  /** Ends the wait for the parser; undefined while nobody waits for it. */
  #giveUp: ((error: ParserStalled) => void) | undefined
  #isSuspected = false

  constructor(raw: IncomingMessage) {
    this.#raw = raw
    this.#timer = setInterval(() => this.#look(), STILL_MS)
  }

  /** What the parser gives, one after the other. */
  async *over<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = source[Symbol.asyncIterator]()
    let isStalled = false
    try {
      for (;;) {
        const next = await this.#next(iterator)
        if (next.done === true) return
        yield next.value
      }
    } catch (error) {
      isStalled = error instanceof ParserStalled
      throw error
    } finally {
      // What stands still would never tell that it was let go.
      if (!isStalled) await iterator.return?.()
    }
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #next<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
    return new Promise((resolve, reject) => {
      this.#isSuspected = false
      this.#giveUp = reject
      const settle = (go: () => void) => {
        this.#giveUp = undefined
        go()
      }
      iterator.next().then(
        next => settle(() => resolve(next)),
        error => settle(() => reject(error)),
      )
    })
  }

  #look(): void {
    if (this.#giveUp === undefined || !this.#raw.complete) this.#isSuspected = false
    else if (this.#isSuspected) this.#giveUp(new ParserStalled())
    else this.#isSuspected = true
  }
}
