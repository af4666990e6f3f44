import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { type Head, headerOf } from '../../../http/request/head.ts'
import { ALGORITHM, type Signature } from './signature.ts'

/** What a signature is made of, so that both sides of a mismatch can be shown. */
export interface Signed {
  readonly canonicalRequest: string
  readonly stringToSign: string
  /** Lower-case hex. */
  readonly signature: string
}

/** In what ways a client might write a request other than by the rules. */
export interface Variant {
  /** The path as it came over the wire, not encoded a second time. */
  readonly encodesPathOnce?: boolean
  /** The path without the namespace before it. */
  readonly leavesOutNamespace?: boolean
  /** The hash that the client sends of its body, not that of what was received. */
  readonly trustsBodyHash?: boolean
}

/** The signature that this request should carry: `body` is what was received of it. */
export function sign(
  head: Head,
  body: string,
  signature: Signature,
  { secretAccessKey, ...variant }: Variant & { readonly secretAccessKey: string },
): Signed {
  const sentUrl = variant.leavesOutNamespace === true ? head.url : head.sentUrl
  const path = sentUrl.split('?', 1)[0] ?? '/'
  const shownHash = headerOf(head, 'x-amz-content-sha256')
  const canonicalRequest = [
    head.method,
    variant.encodesPathOnce === true ? path : encodedAgain(path),
    canonicalQuery(sentUrl),
    ...signature.signedHeaders.map(name => `${name}:${canonicalHeader(head, name)}`),
    '',
    signature.signedHeaders.join(';'),
    variant.trustsBodyHash === true ? (shownHash ?? '') : payloadHash(shownHash, body),
  ].join('\n')
  const stringToSign = [ALGORITHM, signature.date, signature.scope, sha256(canonicalRequest)].join('\n')
  const [day = '', region = '', service = ''] = signature.scope.split('/')
  const key = [day, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`))
  return { canonicalRequest, stringToSign, signature: hmac(key, stringToSign).toString('hex') }
}

/** Whether two signatures are the same, in constant time. */
export function isSameSignature(shown: string, expected: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The path as it came over the wire, encoded a second time: `%3A` becomes `%253A`. Every service but S3 does so. */
function encodedAgain(path: string): string {
  return path.split('/').map(encode).join('/')
}

function canonicalQuery(sentUrl: string): string {
  const query = sentUrl.includes('?') ? sentUrl.slice(sentUrl.indexOf('?') + 1) : ''
  return (
    query
      .split('&')
      .filter(pair => pair !== '' && !pair.startsWith('X-Amz-Signature='))
      .map(pair => {
        const [name = '', ...value] = pair.split('=')
        return [encode(decode(name)), encode(decode(value.join('=')))] as const
      })
      // Sorted by name, then by value: joined pairs would sort `a-b=` before `a=`.
      .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
      .map(pair => pair.join('='))
      .join('&')
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function canonicalHeader(head: Head, name: string): string {
  const value = Object.hasOwn(head.headers, name) ? head.headers[name] : undefined
  return [value ?? '']
    .flat()
    .map(one => one.trim().replace(/ +/g, ' '))
    .join(',')
}

/** The hash of the body that was received: to believe the client's own hash would let any other body pass. */
function payloadHash(shown: string | undefined, body: string): string {
  const unsigned = 'UNSIGNED-PAYLOAD'
  return shown === unsigned ? unsigned : sha256(body)
}

/** Percent-encodes all but letters, digits, `-`, `.`, `_` and `~`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
