import { namespacePath } from '../../core/namespace.ts'
import { type Head, headerOf } from './head.ts'

/** How this server's own address is found. */
export interface PublicUrlOptions {
  /** The address that people use, without a slash at its end; undefined takes it from each request. */
  readonly publicUrl: string | undefined
  /** Whether `X-Forwarded-Proto` and `X-Forwarded-Host` are believed. */
  readonly trustProxy: boolean
}

/**
 * The address of this server as the client reached it, without a slash at its end, so that an address in a reply
 * works where the client is: on the laptop as in the next container. It leads into the namespace.
 */
export function publicUrl(head: Head, namespace: string, options: PublicUrlOptions): string {
  return (options.publicUrl ?? originOf(head, options.trustProxy)) + namespacePath(namespace)
}

/**
 * Scheme, host and port by which the client reached this server; through a trusted proxy, by which it reached the
 * proxy.
 */
export function originOf(head: Head, trustProxy: boolean): string {
  const protocol = isSecure(head, trustProxy) ? 'https' : 'http'
  const host =
    (trustProxy ? forwardedHost(head) : undefined) ??
    headerOf(head, 'host') ??
    `localhost:${head.localPort ?? ''}`
  return `${protocol}://${host}`
}

/** Whether the client came by TLS; through a trusted proxy, whether it reached the proxy in this way. */
export function isSecure(head: Head, trustProxy: boolean): boolean {
  const protocol = trustProxy ? forwarded(head, 'x-forwarded-proto') : undefined
  return protocol === undefined ? head.isTls : protocol.toLowerCase() === 'https'
}

/** The host that a proxy says the client asked for; undefined where none says one. */
export function forwardedHost(head: Head): string | undefined {
  return forwarded(head, 'x-forwarded-host')
}

/** What the first of the proxies says, which is the one that the client reached. */
function forwarded(head: Head, name: string): string | undefined {
  return headerOf(head, name)?.split(',')[0]?.trim() || undefined
}
