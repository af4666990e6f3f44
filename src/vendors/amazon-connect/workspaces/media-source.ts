import { ApiError } from '../../../core/problem.ts'

/** What a MediaSource is: an address, or a file in base64. */
export type MediaSource =
  | { readonly kind: 'url'; readonly url: URL; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }

/** Reads a MediaSource. Throws an `invalid` problem for what is neither an http(s) address nor strict base64. */
export function readMediaSource(text: string): MediaSource {
  if (/^https?:\/\//i.test(text)) {
    if (!URL.canParse(text)) throw invalid('is no valid URL')
    return { kind: 'url', url: new URL(text), text }
  }
  return { kind: 'bytes', bytes: decodeStrictly(text) }
}

/**
 * Decodes base64 that is nothing else. Node's own decoder skips what it does not know, reads the URL-safe alphabet as
 * well, and takes the lower byte of a character beyond Latin-1.
 */
function decodeStrictly(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const isWhole = text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding
  const isAscii = Buffer.byteLength(text) === text.length
  // So each character was read, by the right alphabet. A pattern would take five times as long for half a million.
  if (isWhole && isAscii && !text.includes('-') && !text.includes('_')) return bytes
  const foreign = text.search(/[^A-Za-z0-9+/=]/)
  if (foreign >= 0) throw invalid(`is no base64: character ${foreign + 1} is foreign to it`, foreign)
  if (text.length % 4 !== 0) throw invalid('is no base64: its length is no multiple of 4', text.length)
  throw invalid('is no base64: it has padding in its middle', text.indexOf('='))
}

function invalid(message: string, at?: number): ApiError {
  const issue = { path: 'body.MediaSource', message, missing: false, at }
  return new ApiError({ kind: 'invalid', issues: [issue] })
}
