import { formOf } from '../bodies.ts'
import { type Connection, headOf, openConnection } from '../connection.ts'
import { send } from '../send.ts'
import type { Server } from '../servers.ts'

const TINY_BYTES = 100
const headers = { authorization: 'Bearer test' }
const body = formOf(TINY_BYTES)

/** Longer than a hundred thousand uploads take where the last costs what the first did. */
const FILL_SECONDS = 100

/**
 * Uploads of tiny files, ten an owner, over many connections, from a process of its own. Answers how many there was
 * time for.
 */
export async function fill(server: Server, count: number): Promise<number> {
  const { requests } = await send({
    port: server.port,
    path: '/v2/users/filler-{n}/settings/virtual_backgrounds',
    headers,
    body: { kind: 'form', bytes: TINY_BYTES },
    connections: 16,
    requests: count,
    first: 0,
    seconds: FILL_SECONDS,
  })
  return requests
}

/** Uploads tiny files one after the other over one connection, ten an owner; how long each took, in milliseconds. */
export async function timedUploads(connection: Connection, count: number, owners: string) {
  const fields = { ...headers, 'content-type': body.type, 'content-length': body.bytes.length }
  return timed(count, async n => {
    const user = `${owners}-${Math.floor(n / 10)}`
    const head = headOf('POST', `/v2/users/${user}/settings/virtual_backgrounds`, fields)
    expectGood(await connection.exchange(head, body.bytes))
  })
}

/** Asks for one path again and again over one connection; how long each answer took, in milliseconds. */
export async function timedGets(server: Server, path: string, count: number) {
  const connection = await openConnection(server.port)
  const head = headOf('GET', path, headers)
  const tookMs = await timed(count, async () => expectGood(await connection.exchange(head)))
  connection.close()
  return tookMs
}

/** How long each run of `work` took, in milliseconds. */
export async function timed(count: number, work: (n: number) => Promise<unknown>) {
  const tookMs: number[] = []
  for (let n = 0; n < count; n++) {
    const started = performance.now()
    await work(n)
    tookMs.push(performance.now() - started)
  }
  return tookMs
}

/** Answers the body. Throws when the status is no success. */
export function expectGood({
  status,
  body: text,
}: {
  readonly status: number
  readonly body: string
}): string {
  if (status < 200 || status > 299) throw new Error(`answered ${status}: ${text.slice(0, 200)}`)
  return text
}
