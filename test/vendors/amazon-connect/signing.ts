import { createHash, createHmac } from 'node:crypto'

export const key = { accessKeyId: 'AKIDKNOWN', secretAccessKey: 'the-secret' } as const

/** What a hand-made signature is made of; each part can be spoilt. */
export interface SignOptions {
  readonly method?: string
  /** Path and query as they go over the wire. */
  readonly target: string
  readonly body?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly sessionToken?: string
  readonly region?: string
  readonly service?: string
  /** When it is signed, in milliseconds since 1970. */
  readonly at: number
  /** The day in the scope, where it differs from the date's. */
  readonly day?: string
  /** Further headers that are signed. */
  readonly headers?: { readonly [name: string]: string }
  /** The names that the signature says it covers, where they differ from those that it does. */
  readonly signedHeaders?: readonly string[]
}

export interface Signed {
  readonly method: string
  readonly target: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string | undefined
}

/** `20261121T033957Z`. */
export function amzDate(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** Signs a request to `host` in its Authorization header, as AWS documents it. */
export function signHeader(host: string, options: SignOptions): Signed {
  const { method = 'GET', target, body, sessionToken } = options
  const date = amzDate(options.at)
  const headers: Record<string, string> = {
    host,
    'x-amz-date': date,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    ...options.headers,
  }
  const names = options.signedHeaders ?? Object.keys(headers).sort()
  const { scope, signature } = signatureOf({ ...options, method, headers, names, date })
  const { accessKeyId = key.accessKeyId } = options
  const { host: _, ...sent } = headers
  return {
    method,
    target,
    body,
    headers: {
      ...sent,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
    },
  }
}

/** Signs a request to `host` in its query: a presigned address. `expires` is sent as it is. */
export function signQuery(host: string, options: SignOptions & { readonly expires?: string }): Signed {
  const {
    method = 'GET',
    target,
    body,
    sessionToken,
    accessKeyId = key.accessKeyId,
    expires = '900',
  } = options
  const { region = 'us-east-1', service = 'connect' } = options
  const date = amzDate(options.at)
  const { day = date.slice(0, 8) } = options
  const names = ['host']
  const query: readonly (readonly [string, string])[] = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${accessKeyId}/${day}/${region}/${service}/aws4_request`],
    ['X-Amz-Date', date],
    ['X-Amz-Expires', expires],
    ['X-Amz-SignedHeaders', names.join(';')],
    ...(sessionToken === undefined ? [] : ([['X-Amz-Security-Token', sessionToken]] as const)),
  ]
  const pairs = query.map(([name, value]) => `${name}=${encode(value)}`)
  const whole = `${target}${target.includes('?') ? '&' : '?'}${pairs.join('&')}`
  const { signature } = signatureOf({ ...options, method, target: whole, headers: { host }, names, date })
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  return { method, target: `${whole}&X-Amz-Signature=${signature}`, body, headers }
}

/** Sends what was signed. */
export function sendSigned(url: string, { method, target, headers, body }: Signed): Promise<Response> {
  return fetch(url + target, { method, headers, ...(body !== undefined && { body }) })
}

function signatureOf(
  options: SignOptions & {
    readonly headers: { readonly [name: string]: string }
    readonly names: readonly string[]
    readonly date: string
  },
) {
  const { method = 'GET', target, body = '', headers, names, date } = options
  const { secretAccessKey = key.secretAccessKey, region = 'us-east-1', service = 'connect' } = options
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const canonical = [
    method,
    path.split('/').map(encode).join('/'),
    canonicalQuery(query),
    ...names.map(name => `${name}:${Object.hasOwn(headers, name) ? headers[name] : ''}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n')
  const scope = `${options.day ?? date.slice(0, 8)}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const signingKey = scope
    .split('/')
    .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`)
  return { scope, signature: hmac(signingKey, text).toString('hex') }
}

/** Sorted by name, then by value, as AWS documents it. */
function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter(pair => pair !== '')
    .map(pair => {
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value))] as const
    })
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return pairs
    .sort(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(pair => pair.join('='))
    .join('&')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(secret: string | Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest()
}
