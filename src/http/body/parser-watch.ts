import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { Bytes } from '../../core/bytes.ts'

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
  readonly #stalled: Promise<never>
  #giveUp: (error: ParserStalled) => void = () => {}
  #file: Readable | undefined
  #isWaiting = false
  #isSuspected = false

  constructor(raw: IncomingMessage) {
    this.#raw = raw
    this.#stalled = new Promise((_, reject) => {
      this.#giveUp = reject
    })
    // It is waited for between parts alone.
    this.#stalled.catch(() => {})
    this.#timer = setInterval(() => this.#look(), STILL_MS)
  }

  /** The parts that the parser gives. */
  async *parts<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = source[Symbol.asyncIterator]()
    try {
      for (;;) {
        this.#waits(undefined)
        const next = await Promise.race([iterator.next(), this.#stalled])
        this.#isWaiting = false
        if (next.done === true) return
        yield next.value
      }
    } finally {
      // What stands still would never tell that it was let go.
      if (!this.#isWaiting) await iterator.return?.()
    }
  }

  /** A file's bytes as the parser gives them. */
  async *file(stream: Readable): Bytes {
    this.#waits(stream)
    for await (const chunk of stream as Bytes) {
      this.#isWaiting = false
      yield chunk
      this.#waits(stream)
    }
    this.#isWaiting = false
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #waits(file: Readable | undefined): void {
    this.#file = file
    this.#isWaiting = true
    this.#isSuspected = false
  }

  #look(): void {
    if (!this.#isWaiting || !this.#raw.complete) this.#isSuspected = false
    else if (!this.#isSuspected) this.#isSuspected = true
    else if (this.#file === undefined) this.#giveUp(new ParserStalled())
    else this.#file.destroy(new ParserStalled())
  }
}
