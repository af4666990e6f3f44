import { once } from 'node:events'
import { connect } from 'node:net'
import type { Answer } from './invariants.ts'

/** Sends bytes in pieces and ends its side; resolves with the first answer, undefined where the connection only ended. */
export async function exchange(
  port: number,
  pieces: readonly Buffer[],
  withinMs: number,
): Promise<Answer | undefined | 'silence'> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const received: Buffer[] = []
  socket.on('data', (chunk: Buffer) => received.push(chunk)).on('error', () => {})
  await once(socket, 'connect')
  socket.setNoDelay(true)
  for (const piece of pieces) {
    if (socket.destroyed) break
    socket.write(piece)
    await new Promise(written => setImmediate(written))
  }
  socket.end()
  const timer = setTimeout(() => socket.destroy(), withinMs)
  const began = performance.now()
  // A reset is an end as well, of which `once` would throw.
  if (!socket.closed) await new Promise(closed => socket.once('close', closed))
  clearTimeout(timer)
  const answer = parsed(Buffer.concat(received).toString('latin1'))
  return answer === undefined && performance.now() - began >= withinMs ? 'silence' : answer
}

function parsed(text: string): Answer | undefined {
  const final = text.replace(/^(?:HTTP\/1\.1 1\d\d[^\r]*\r\n(?:[^\r]+\r\n)*\r\n)+/, '')
  const end = final.indexOf('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(final)?.[1])
  if (end < 0 || Number.isNaN(status)) return undefined
  const head = final.slice(0, end)
  const type = /^content-type: *(.*)$/im.exec(head)?.[1] ?? ''
  const isChunked = /^transfer-encoding: *chunked/im.test(head)
  // What follows answers what followed.
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
  return {
    status,
    head,
    type: isChunked ? '' : type,
    body: isChunked ? '' : final.slice(end + 4, end + 4 + length),
  }
}
