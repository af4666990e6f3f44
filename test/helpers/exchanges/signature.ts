import { createHash, createHmac } from 'node:crypto'

/** What is signed, and whose key signs it. */
export interface ToSign {
  readonly method: string
  readonly url: URL
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array | string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly region: string
  readonly service: string
  readonly at: Date
}

/**
 * The headers of a Signature Version 4, written from AWS's description of it and not from the server's code, so that
 * two readings of the same page meet: the path is encoded a second time, pairs of the query are sorted.
 */
export function signatureHeaders(request: ToSign): { readonly [name: string]: string } {
  const date = request.at.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const own = {
    'x-amz-date': date,
    ...(request.sessionToken !== undefined && { 'x-amz-security-token': request.sessionToken }),
  }
  const signed: { readonly [name: string]: string } = { ...request.headers, ...own, host: request.url.host }
  const names = Object.keys(signed).sort()
  const canonical = [
    request.method,
    request.url.pathname.split('/').map(encode).join('/'),
    [...request.url.searchParams]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...names.map(name => `${name}:${signed[name]?.trim()}`),
    '',
    names.join(';'),
    sha256(request.body),
  ].join('\n')
  const scope = [date.slice(0, 8), request.region, request.service, 'aws4_request']
  const key = scope.reduce(hmac, Buffer.from(`AWS4${request.secretAccessKey}`))
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n')
  const credential = `Credential=${request.accessKeyId}/${scope.join('/')}`
  const signature = hmac(key, text).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...own, authorization }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16)}`)
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}
