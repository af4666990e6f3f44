import { createHash, createHmac } from 'node:crypto'
import type { Head } from '../../http/request/head.ts'
import { isSameSecret } from '../../http/vendor-kit/credentials.ts'
import { basic, type SecurityScheme } from '../../http/vendor-kit/security.ts'

const REALM = 'uploadmock'
/** How long a nonce is good. */
const NONCE_MS = 300_000

/** The digest of a user name and a password, for documents. */
export const digestScheme: SecurityScheme = {
  openapi: { type: 'http', scheme: 'digest' },
  curl: `--digest ${basic.curl}`,
  postman: { ...basic.postman, type: 'digest' },
}

/** What a Digest header says. */
export type DigestFields = ReadonlyMap<string, string>

/** A field and the comma behind it. */
const FIELD = /[\s,]*(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))[^,]*/y

/** The fields of an `Authorization: Digest` header; undefined for any other. */
export function readDigest(header: string): DigestFields | undefined {
  if (!/^Digest /i.test(header)) return undefined
  const fields = new Map<string, string>()
  FIELD.lastIndex = 'Digest '.length
  for (let found = FIELD.exec(header); found !== null; found = FIELD.exec(header)) {
    const [, name = '', quoted, bare = ''] = found
    fields.set(name, quoted?.replace(/\\(.)/g, '$1') ?? bare)
  }
  return fields
}

/** HTTP Digest authentication (RFC 7616), with nonces that need not be remembered. */
export class Digest {
  readonly #secret: string

  /** Servers with the same secret take each other's nonces. */
  constructor(secret: string) {
    this.#secret = secret
  }

  /** The `WWW-Authenticate` header that asks for a digest. */
  challenge(now: number, isStale: boolean): string {
    const stale = isStale ? ', stale=true' : ''
    return `Digest realm="${REALM}", qop="auth", algorithm=MD5, nonce="${this.#nonce(now)}"${stale}`
  }

  /** Whether the nonce is ours and not too old. */
  isFresh(fields: DigestFields, now: number): boolean {
    const nonce = fields.get('nonce') ?? ''
    const at = Number.parseInt(nonce.split('-')[0] ?? '', 36)
    return isSameSecret(nonce, this.#nonce(at)) && at <= now && now - at < NONCE_MS
  }

  /** Whether the response was computed with this password, for this very request. */
  isRight(fields: DigestFields, head: Head, password: string): boolean {
    const field = (name: string) => fields.get(name) ?? ''
    if (field('realm') !== REALM || field('uri') !== head.sentUrl) return false
    const user = md5(`${field('username')}:${REALM}:${password}`)
    const request = md5(`${head.method}:${head.sentUrl}`)
    const middle = fields.has('qop') ? [field('nc'), field('cnonce'), field('qop')] : []
    return isSameSecret(field('response'), md5([user, field('nonce'), ...middle, request].join(':')))
  }

  #nonce(at: number): string {
    const stamp = Number.isFinite(at) ? at.toString(36) : ''
    return `${stamp}-${createHmac('sha256', this.#secret).update(stamp).digest('hex').slice(0, 32)}`
  }
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
