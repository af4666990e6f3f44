import { onTestFinished } from 'vitest'

/** One event as the stream tells it. */
export interface StreamedEvent {
  readonly type: string
  // What it tells depends on its type.
  readonly data: { readonly [key: string]: unknown }
}

/** A namespace's events as a browser's EventSource would read them; the connection ends with the test. */
export class EventStream {
  readonly response: Response
  readonly #reader: ReadableStreamDefaultReader<string>
  #text = ''

  constructor(response: Response) {
    if (response.body === null) throw new Error('the stream has no body')
    this.response = response
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  }

  /** Resolves when the server listens for events. */
  static async open(url: string): Promise<EventStream> {
    const abort = new AbortController()
    onTestFinished(() => abort.abort())
    const response = await fetch(`${url}/_mock/events`, { signal: abort.signal })
    const stream = new EventStream(response)
    while (!stream.#text.includes(': listening\n\n')) await stream.#read()
    stream.#text = stream.#text.replace(': listening\n\n', '')
    return stream
  }

  /** The next event; undefined when the server has ended the stream. */
  async next(): Promise<StreamedEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const [type = '', data = ''] = this.#text.slice(0, end).split('\n')
        this.#text = this.#text.slice(end + 2)
        return { type: type.replace('event: ', ''), data: JSON.parse(data.replace('data: ', '')) }
      }
      if (!(await this.#read())) return undefined
    }
  }

  /** The next so many events, by type and in no promised order. */
  async take(count: number): Promise<readonly StreamedEvent[]> {
    const events: StreamedEvent[] = []
    while (events.length < count) {
      const event = await this.next()
      if (event === undefined) throw new Error(`the stream ended after ${events.length} events`)
      events.push(event)
    }
    return events.sort((a, b) => (a.type < b.type ? -1 : 1))
  }

  /** False at the end. */
  async #read(): Promise<boolean> {
    const { value, done } = await this.#reader.read()
    this.#text += value ?? ''
    return !done
  }
}
