import { formOf, jsonOf } from './bodies.ts'
import { headOf, openConnection } from './connection.ts'

/** What to send, how often, over how many connections. */
export interface Load {
  /** One for all connections, or several among which they go round. */
  readonly port: number | readonly number[]
  /**
   * `{n}` stands for a number that rises every ten requests: a quota's owner. `{ns}` is a namespace's number, `{c}` the
   * connection's.
   */
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body:
    | { readonly kind: 'form'; readonly bytes: number }
    | { readonly kind: 'base64'; readonly chars: number }
  readonly connections: number
  readonly requests: number
  /** Where the numbers begin: no two rounds share an owner. */
  readonly first: number
  /** Among how many namespaces the requests go round; one without it. */
  readonly namespaces?: number
  /** How fast each connection sends; as fast as it can without it. */
  readonly bytesPerSecond?: number
  /** When to stop although requests are left; never without it. */
  readonly seconds?: number
}

/** What came of it. */
export interface Outcome {
  readonly seconds: number
  /** How many were sent. */
  readonly requests: number
  readonly megabytesPerSecond: number
  readonly failed: number
}

/** Sends a load and measures it. Every reply with another status than 2xx counts as failed. */
async function sendLoad(load: Load): Promise<Outcome> {
  const { bytesPerSecond, seconds: atMost = Number.POSITIVE_INFINITY } = load
  const body = load.body.kind === 'form' ? formOf(load.body.bytes) : jsonOf(load.body.chars)
  const fields = { 'content-type': body.type, 'content-length': body.bytes.length, ...load.headers }
  let sent = 0
  let failed = 0
  const started = performance.now()
  const isTime = () => performance.now() - started < atMost * 1_000
  const ports = [load.port].flat()
  const one = async (number: number) => {
    const connection = await openConnection(ports[number % ports.length] ?? 0)
    while (sent < load.requests && isTime()) {
      const head = headOf('POST', pathOf(load, sent++, number), fields)
      const { status } =
        bytesPerSecond === undefined
          ? await connection.exchange(head, body.bytes)
          : await connection.exchangeSlowly(head, body.bytes, bytesPerSecond)
      if (status < 200 || status > 299) failed += 1
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: load.connections }, (_, number) => one(number)))
  const seconds = (performance.now() - started) / 1_000
  return {
    seconds,
    requests: sent,
    megabytesPerSecond: (sent * body.bytes.length) / 1e6 / seconds,
    failed,
  }
}

function pathOf({ path, first, namespaces = 1 }: Load, number: number, connection: number): string {
  return path
    .replace('{n}', String(first + Math.floor(number / 10)))
    .replace('{ns}', String(number % namespaces))
    .replace('{c}', String(connection))
}

// A process of its own, so that sending does not take the server's turn.
process.stdout.write(JSON.stringify(await sendLoad(JSON.parse(process.argv[2] ?? '{}') as Load)))
