import { ApiError } from '../../../core/problem.ts'
import { type Head, headerOf } from '../../../http/request/head.ts'

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

/** How the signature is made. */
export const ALGORITHM = 'AWS4-HMAC-SHA256'
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

/** Whose signature a request says it carries. Throws an `unauthenticated` problem where it does not even say that. */
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

/** Complains of each thing that is missing, as AWS does. */
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
  // Each once: a header that is named again and again would be signed as often.
  const names = new Set(signedHeaders.split(';').map(name => name.toLowerCase()))
  return { ...rest, accessKeyId, scope: text, region, service, signedHeaders: [...names], signature, date }
}

function incomplete(detail: string): ApiError {
  return new ApiError({ kind: 'unauthenticated', reason: 'malformed', detail })
}
