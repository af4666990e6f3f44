import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { splitNamespace } from '../../core/namespace.ts'

/** A request before its body, as the client sent it. */
export interface Head {
  readonly method: string
  /** Path and query as sent, without a `/ns/NAME` before them. */
  readonly url: string
  /** Path and query as sent: what a client signed. */
  readonly sentUrl: string
  /** The path, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly isTls: boolean
  /** The port of this server that the client reached; undefined when the connection is gone. */
  readonly localPort: number | undefined
}

declare module 'node:http' {
  interface IncomingMessage {
    /** The address as sent, where Fastify has rewritten it. */
    readonly originalUrl?: string
  }
}

/** What is known of a request before its body, even if that is no more than its first line. */
export type RequestStart = Pick<IncomingMessage, 'method' | 'url' | 'originalUrl' | 'headers' | 'socket'>

/** The address as sent, with the namespace in it. */
export function sentUrlOf({ originalUrl, url }: RequestStart): string | undefined {
  return originalUrl ?? url
}

/** Reads a request's head. `sentUrl` is the address before Fastify rewrote it. */
export function headOf(raw: RequestStart, sentUrl: string): Head {
  const { url } = splitNamespace(sentUrl)
  const mark = url.indexOf('?')
  return {
    method: raw.method ?? 'GET',
    url,
    sentUrl,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: raw.headers,
    isTls: 'encrypted' in raw.socket,
    localPort: raw.socket.localPort,
  }
}

/** A header's value; the first where it was sent more than once. */
export function headerOf(head: Head, name: string): string | undefined {
  const value = head.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** Schemes that an Authorization header may name; anything else in it may be the secret itself. */
const SCHEMES = /^(?:Bearer|Basic|Digest|AWS4-HMAC-SHA256)(?= )/i

/** The scheme that an Authorization header names; undefined where it names none that we know. */
export function schemeIn(authorization: string): string | undefined {
  return SCHEMES.exec(authorization)?.[0]
}
