import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AssetFacts } from '../../core/asset.ts'
import type { ByteRange } from '../../storage/blobs.ts'

/** Types that a browser shows without running anything in them. Others are offered for saving. */
const INERT = /^(?:image\/(?:jpeg|png|gif|webp|bmp|x-icon|avif|heic|tiff)|video\/[\w.-]+|audio\/[\w.-]+)$/

/** What is served: an asset's facts, a tag that changes with its bytes, and a way to open them. */
export interface Served {
  readonly facts: AssetFacts
  readonly etag: string
  open(range?: ByteRange): Promise<Readable>
}

/**
 * Serves an asset's bytes as sent, whole or the range that is asked for (RFC 9110: `Range`, `If-Range`,
 * `If-None-Match`). Bytes that a browser could run as a page are never shown inline.
 */
export async function serveAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  served: Served,
): Promise<FastifyReply> {
  const { facts } = served
  const etag = `"${served.etag}"`
  const isKnown = matchesEtag(request.headers['if-none-match'], etag)
  const asked = isRangeStillGood(request.headers['if-range'], etag) ? request.headers.range : undefined
  const range = rangeOf(asked, facts.bytes)
  const isBare = isKnown || range === 'unsatisfiable' || request.method === 'HEAD' || facts.bytes === 0
  // Opened before any header is set: a refusal must not carry the asset's.
  const bytes = isBare ? Readable.from([]) : await served.open(range)
  reply.headers({
    'content-type': facts.type,
    'content-disposition': INERT.test(facts.type) ? 'inline' : 'attachment',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'accept-ranges': 'bytes',
    etag,
  })
  if (isKnown) return reply.code(304).send()
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${facts.bytes}`)
    return reply.code(416).send()
  }
  if (range !== undefined)
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${facts.bytes}`)
  // A stream also where there is no byte: of an empty string Fastify would write the length over the asset's own.
  return reply
    .header('content-length', range === undefined ? facts.bytes : range.end - range.start + 1)
    .send(bytes)
}

/** The one range that a header asks for; undefined for none, or for several, which may be answered whole. */
function rangeOf(header: string | undefined, bytes: number): ByteRange | 'unsatisfiable' | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (found === null || (found[1] === '' && found[2] === '')) return undefined
  const [, first = '', last = ''] = found
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  return start > end ? 'unsatisfiable' : { start, end }
}

function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  const tags = header.split(',').map(tag => tag.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}

function isRangeStillGood(ifRange: string | readonly string[] | undefined, etag: string): boolean {
  return ifRange === undefined || String(ifRange).trim() === etag
}
