import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { ApiError } from '../../core/problem.ts'
import { type Head, headerOf } from '../../http/head.ts'

/** A Signature Version 4 as a request carries it, in its Authorization header or in its query. */
export interface Signature {
  readonly accessKeyId: string
  /** `20261121/us-east-1/connect/aws4_request`. */
  readonly scope: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `20261121T033957Z`. */
  readonly date: string
  /** How long a signature in a query is good, in seconds; undefined for one in a header. */
  readonly expires: number | undefined
  readonly sessionToken: string | undefined
  readonly isInQuery: boolean
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const SCOPE = /^([^/]+)\/(\d{8}\/([^/]+)\/([^/]+)\/aws4_request)$/
/** A week: the longest that a signature in a query may be good. */
const MAX_EXPIRES_SECONDS = 604_800
const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** The signature that a request carries; undefined for none. Throws an `unauthenticated` problem for a broken one. */
export function readSignature(head: Head): Signature | undefined {
  const header = headerOf(head, 'authorization')
  if (header !== undefined) return fromHeader(header, head)
  return isSignedInQuery(head) ? fromQuery(head) : undefined
}

/** Whose signature it says it is: the least that shows a credential. Throws for what does not even say that. */
export function readCredential(head: Head): Pick<Signature, 'accessKeyId' | 'region'> | undefined {
  const header = headerOf(head, 'authorization')
  if (header === undefined && !isSignedInQuery(head)) return undefined
  const text =
    header === undefined ? head.query.get('X-Amz-Credential') : /\bCredential=([^,\s]+)/.exec(header)?.[1]
  const [, accessKeyId = '', , region = ''] = SCOPE.exec(text ?? '') ?? []
  if (accessKeyId === '') throw incomplete(`Credential must have 5 slash-delimited elements.`)
  return { accessKeyId, region }
}

function isSignedInQuery({ query }: Head): boolean {
  return query.has('X-Amz-Credential') || query.has('X-Amz-Signature')
}

/** When the request was signed, in milliseconds since 1970. Throws for what is no date. */
export function signedAt({ date }: Signature): number {
  const found = DATE.exec(date)
  if (found === null) throw incomplete(`Date must be in ISO-8601 'basic format'. Got '${date}'.`)
  const [, year, month, day, hour, minute, second] = found.map(Number)
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second)
}

/** What a signature is made of, so that both sides of a mismatch can be shown. */
export interface Signed {
  readonly canonicalRequest: string
  readonly stringToSign: string
  /** Lower-case hex. */
  readonly signature: string
}

/** How a client might write a request otherwise than the rules have it. */
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

function fromHeader(header: string, head: Head): Signature {
  if (!header.startsWith(`${ALGORITHM} `)) throw incomplete(`Authorization must begin with ${ALGORITHM}.`)
  const fields = new Map(
    header
      .slice(ALGORITHM.length + 1)
      .split(',')
      .map(field => field.trim().split('=', 2) as [string, string]),
  )
  return assemble({
    credential: fields.get('Credential'),
    signedHeaders: fields.get('SignedHeaders'),
    signature: fields.get('Signature'),
    date: headerOf(head, 'x-amz-date'),
    expires: undefined,
    sessionToken: headerOf(head, 'x-amz-security-token'),
    isInQuery: false,
  })
}

function fromQuery({ query }: Head): Signature {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) throw incomplete(`X-Amz-Algorithm must be ${ALGORITHM}.`)
  const expires = query.get('X-Amz-Expires') ?? '900'
  if (!/^\d{1,6}$/.test(expires) || Number(expires) > MAX_EXPIRES_SECONDS)
    throw incomplete(`X-Amz-Expires must be a number of seconds up to ${MAX_EXPIRES_SECONDS}.`)
  return assemble({
    credential: query.get('X-Amz-Credential') ?? undefined,
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? undefined,
    signature: query.get('X-Amz-Signature') ?? undefined,
    date: query.get('X-Amz-Date') ?? undefined,
    expires: Number(expires),
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    isInQuery: true,
  })
}

/** As AWS does, one complaint for each thing that is missing. */
function assemble(found: {
  readonly credential: string | undefined
  readonly signedHeaders: string | undefined
  readonly signature: string | undefined
  readonly date: string | undefined
  readonly expires: number | undefined
  readonly sessionToken: string | undefined
  readonly isInQuery: boolean
}): Signature {
  const { credential, signedHeaders, signature, date, ...rest } = found
  const place = found.isInQuery ? 'Query' : 'Authorization header'
  if (credential === undefined) throw incomplete(`${place} requires 'Credential' parameter.`)
  if (signedHeaders === undefined) throw incomplete(`${place} requires 'SignedHeaders' parameter.`)
  if (signature === undefined) throw incomplete(`${place} requires 'Signature' parameter.`)
  if (date === undefined) throw incomplete(`${place} requires existence of an 'X-Amz-Date' date.`)
  const scope = SCOPE.exec(credential)
  if (scope === null) throw incomplete(`Credential must have 5 slash-delimited elements.`)
  const [, accessKeyId = '', text = '', region = '', service = ''] = scope
  const names = signedHeaders.split(';').map(name => name.toLowerCase())
  return { ...rest, accessKeyId, scope: text, region, service, signedHeaders: names, signature, date }
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
      // By name and then by value: joined, `a-b=` would stand before `a=`.
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

/** Of the body that was received: a client's own word for it would let any other body pass. */
function payloadHash(shown: string | undefined, body: string): string {
  const unsigned = 'UNSIGNED-PAYLOAD'
  return shown === unsigned ? unsigned : sha256(body)
}

function encode(text: string): string {
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

function incomplete(detail: string): ApiError {
  return new ApiError({ kind: 'unauthenticated', reason: 'malformed', detail })
}
