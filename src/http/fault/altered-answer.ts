import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Bytes } from '../../core/bytes.ts'

/** An answer's payload as a stream, with its length announced where that is known. */
export function asStream(reply: FastifyReply, payload: unknown): Readable {
  if (payload instanceof Readable) return payload
  const bytes = Buffer.from((payload ?? '') as string | Buffer) // Fastify's payloads at this step are streams or texts
  reply.header('content-length', bytes.length)
  return Readable.from(bytes.length > 0 ? [bytes] : [], { objectMode: false })
}

/** The first bytes of an answer; then its connection ends, short of the length that was announced. */
export function truncated(reply: FastifyReply, payload: unknown, bytes: number): Readable {
  const source = asStream(reply, payload)
  const { socket } = reply.raw
  async function* cut(): Bytes {
    let left = bytes
    // The head goes out with the first bytes otherwise.
    if (bytes === 0) reply.raw.flushHeaders()
    for await (const chunk of source as Bytes) {
      if (left > 0) yield chunk.subarray(0, left)
      left -= chunk.length
      if (left <= 0) break
    }
    socket?.end()
    // The response must not end by itself: it would be whole for a client that counts chunks.
    if (socket !== null && !socket.destroyed) await once(socket, 'close').catch(() => {})
  }
  return Readable.from(cut(), { objectMode: false })
}

/** A JSON or XML text without the member that a dotted path names; unchanged where that is absent. */
export function withoutMember(payload: unknown, path: string): unknown {
  if (typeof payload !== 'string') return payload
  if (payload.startsWith('<')) return withoutElement(payload, path)
  try {
    return JSON.stringify(omit(JSON.parse(payload), path.split('.')))
  } catch {
    return payload
  }
}

/** An XML text without an element that holds nothing but text. */
function withoutElement(xml: string, name: string): string {
  const [open, close] = [`<${name}>`, `</${name}>`]
  const begin = xml.indexOf(open)
  const end = begin < 0 ? -1 : xml.indexOf('<', begin + open.length)
  return end >= 0 && xml.startsWith(close, end) ? xml.slice(0, begin) + xml.slice(end + close.length) : xml
}

function omit(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || key === undefined) return value
  if (Array.isArray(value))
    return value.flatMap((one, at) =>
      String(at) !== key ? [one] : rest.length === 0 ? [] : [omit(one, rest)],
    )
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      name !== key ? [[name, member]] : rest.length === 0 ? [] : [[name, omit(member, rest)]],
    ),
  )
}
