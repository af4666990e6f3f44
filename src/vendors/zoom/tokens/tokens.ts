import { createHmac } from 'node:crypto'
import { isSameSecret } from '../../../http/vendor-kit/credentials.ts'

/** How long an access token is good, in seconds. Source: https://developers.zoom.us/docs/internal-apps/s2s-oauth/ */
export const TOKEN_SECONDS = 3_600

/** What an access token says. It is a JWT, as Zoom's are; `aid` is the account. */
export interface TokenClaims {
  /** The app that asked for it. */
  readonly cid: string
  readonly aid: string
  /** When it ends, in seconds since 1970. */
  readonly exp: number
}

/** Writes an access token, signed with the app's own secret: nothing has to be remembered to know it again. */
export function writeToken(claims: TokenClaims, clientSecret: string): string {
  const body = [{ alg: 'HS256', typ: 'JWT' }, claims].map(part => encode(JSON.stringify(part))).join('.')
  return `${body}.${signature(body, clientSecret)}`
}

/** The claims of a text that looks like one of our tokens, not verified; undefined for any other. */
export function readToken(token: string): TokenClaims | undefined {
  try {
    const [, claims = ''] = token.split('.')
    const { cid, aid, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) ?? {}
    return typeof cid === 'string' && typeof aid === 'string' && typeof exp === 'number'
      ? { cid, aid, exp }
      : undefined
  } catch {
    return undefined
  }
}

/** Whether the token was signed with the secret. */
export function isSignedBy(token: string, clientSecret: string): boolean {
  const [head = '', claims = '', shown = ''] = token.split('.')
  return isSameSecret(shown, signature(`${head}.${claims}`, clientSecret))
}

function signature(body: string, clientSecret: string): string {
  return createHmac('sha256', clientSecret).update(body).digest('base64url')
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}
