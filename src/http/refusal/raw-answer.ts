import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Rendered } from '../vendor-kit/dialect.ts'
import { bodyOf } from '../vendor-kit/reply.ts'
import type { Said } from './outside-scopes.ts'

/**
 * Writes an answer past Node's own, ends the connection, and tells whether somebody was there to read it. A client
 * that went away closes its side as one does that has said all and listens: only a second write shows the
 * difference. Where its side is open still, all goes in one: Node might end ours between the two.
 */
export async function deliver(socket: Socket, { rendered, record }: Said): Promise<void> {
  let isGone = false
  socket.once('error', () => {
    isGone = true
  })
  const mayBeGone = socket.readableEnded
  let answer = asHttp(rendered)
  if (mayBeGone) {
    const first = answer.indexOf('\r\n') + 2
    socket.write(answer.slice(0, first))
    answer = answer.slice(first)
    await nextTurn()
    await nextTurn()
    isGone ||= socket.destroyed
  }
  socket.end(answer, (error?: Error | null) => {
    record(isGone || (mayBeGone && error !== undefined && error !== null))
    socket.destroy()
  })
}

function asHttp(rendered: Rendered): string {
  const body = bodyOf(rendered)
  const headers = {
    ...rendered.headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const first = `HTTP/1.1 ${rendered.status} ${STATUS_CODES[rendered.status] ?? ''}\r\n`
  return `${first}${lines.join('')}\r\n${body}`
}
