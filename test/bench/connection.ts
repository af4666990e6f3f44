import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** What came back. */
export interface Answer {
  /** 0 when the connection ended before the answer did. */
  readonly status: number
  readonly body: string
}

/** A connection that is kept alive and carries one request at a time: Node's own client would cost more than it measures. */
export interface Connection {
  exchange(head: string, body?: Buffer): Promise<Answer>
  /** The same, the body sent no faster than this. */
  exchangeSlowly(head: string, body: Buffer, bytesPerSecond: number): Promise<Answer>
  close(): void
}

const LOST: Answer = { status: 0, body: '' }
const PIECES_PER_SECOND = 20

/** Opens a connection to this machine. Rejects when nobody listens. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let settle: (answer: Answer) => void = () => {}
  let text = ''
  socket.on('data', chunk => {
    text += chunk.toString('latin1')
    const answer = answerIn(text)
    if (answer === undefined) return
    text = ''
    settle(answer)
  })
  socket.on('close', () => settle(LOST))
  socket.on('error', () => settle(LOST))
  const answered = () =>
    new Promise<Answer>(resolve => {
      settle = resolve
    })
  return {
    exchange(head, body) {
      const answer = answered()
      socket.cork()
      socket.write(head)
      if (body !== undefined) socket.write(body)
      socket.uncork()
      return answer
    },
    async exchangeSlowly(head, body, bytesPerSecond) {
      const answer = answered()
      const started = performance.now()
      const piece = Math.ceil(bytesPerSecond / PIECES_PER_SECOND)
      socket.write(head)
      for (let at = 0; at < body.length && !socket.destroyed; at += piece) {
        await wait(Math.max(0, started + (at / bytesPerSecond) * 1_000 - performance.now()))
        socket.write(body.subarray(at, at + piece))
      }
      return answer
    },
    close: () => socket.destroy(),
  }
}

/** The answer, once all of it has arrived. */
function answerIn(text: string): Answer | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const body = text.slice(end + 4)
  const isWhole = /\r\ntransfer-encoding: chunked/i.test(head)
    ? body.endsWith('0\r\n\r\n')
    : body.length >= Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
  return isWhole ? { status: Number(text.slice(9, 12)), body } : undefined
}

/** A request's head, ready to be sent. */
export function headOf(
  method: string,
  path: string,
  headers: { readonly [name: string]: string | number } = {},
): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}
