import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { type Head, headerOf } from '../http/request/head.ts'
import { forwardedHost, isSecure, originOf } from '../http/request/public-url.ts'
import { bearerToken, isSameSecret } from '../http/vendor-kit/credentials.ts'
import { ControlError } from './errors.ts'

/** Whom the control API talks to. */
export interface GuardOptions {
  /** Hosts by which this server may be called, besides those that no foreign website can have. */
  readonly allowedHosts: readonly string[]
  /** Asked for as a bearer token; undefined asks for none. */
  readonly controlToken: string | undefined
  /** Whether a proxy's word for the address is believed. */
  readonly trustProxy: boolean
}

/**
 * Refuses what another website could have a developer's browser send: a request from another origin, and one to a
 * host name that a stranger's DNS may point here. Throws a `ControlError` with 403, or 401 for a missing token.
 */
export function guard(request: FastifyRequest, head: Head, options: GuardOptions): void {
  guardHost(head, options)
  if (isForeign(head, options.trustProxy))
    throw new ControlError(403, 'forbidden-origin', 'pages of other origins have no access', 'origin')
  const { controlToken } = options
  if (controlToken === undefined || request.routeOptions.config.isPublic === true) return
  if (!showsToken(head, controlToken))
    throw new ControlError(
      401,
      'unauthenticated',
      'send "Authorization: Bearer" with the controlToken',
      'authorization',
    )
}

/** Guards the page's own files as `guard` does, but lets links in: the files hold no data, and a link may stand anywhere. */
export function guardPage(request: FastifyRequest, head: Head, options: GuardOptions): void {
  guardHost(head, options)
  const isLink = request.method === 'GET' && headerOf(head, 'sec-fetch-mode') === 'navigate'
  if (!isLink && isForeign(head, options.trustProxy))
    throw new ControlError(403, 'forbidden-origin', 'pages of other origins have no access', 'origin')
}

/**
 * The `Set-Cookie` that shows the control token; undefined where none is asked for, null for a wrong one. Where the
 * browser came by TLS it never sends the cookie without.
 */
export function sessionCookie(
  token: string,
  head: Head,
  { controlToken, trustProxy }: GuardOptions,
): string | undefined | null {
  if (controlToken === undefined) return undefined
  if (!isSameSecret(token, controlToken)) return null
  const secure = isSecure(head, trustProxy) ? '; Secure' : ''
  const pair = `${cookieName(controlToken)}=${cookieValue(controlToken)}`
  return `${pair}; Path=/; HttpOnly; SameSite=Strict${secure}`
}

/** A host that a trusted proxy names is judged like the Host itself: a page's own script can send either. */
function guardHost(head: Head, { allowedHosts, trustProxy }: GuardOptions): void {
  const forwarded = trustProxy ? forwardedHost(head) : undefined
  const hosts = [headerOf(head, 'host') ?? '', ...(forwarded === undefined ? [] : [forwarded])]
  const stranger = hosts.find(host => !isKnownHost(hostName(host), allowedHosts))
  if (stranger !== undefined)
    throw new ControlError(
      403,
      'forbidden-host',
      `host ${stranger} is not known here: list it in allowedHosts`,
      'host',
    )
}

/** Whether a browser sends this for a page of another origin. Another port, too, is another origin. */
function isForeign(head: Head, trustProxy: boolean): boolean {
  const site = headerOf(head, 'sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  const origin = headerOf(head, 'origin')
  return origin !== undefined && origin !== originOf(head, trustProxy)
}

/** By what containers call the machine that they run on. No public name server answers for `.internal`. */
const HOSTS_OF_CONTAINERS: ReadonlySet<string> = new Set([
  'host.docker.internal',
  'gateway.docker.internal',
  'kubernetes.docker.internal',
  'host.containers.internal',
  'host.testcontainers.internal',
  'host.minikube.internal',
  'host.k3d.internal',
  'host.lima.internal',
])

/** Endings that no public name server answers for: RFC 6761's names for tests, and those of a cluster's services. */
const PRIVATE_ENDINGS = ['.localhost', '.test', '.svc', '.svc.cluster.local'] as const

function isKnownHost(name: string, allowedHosts: readonly string[]): boolean {
  return (
    isIP(name) !== 0 ||
    !name.includes('.') ||
    HOSTS_OF_CONTAINERS.has(name) ||
    PRIVATE_ENDINGS.some(ending => name.endsWith(ending)) ||
    allowedHosts.some(allowed => allowed.toLowerCase() === name)
  )
}

function hostName(host: string): string {
  return host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
}

function showsToken(head: Head, controlToken: string): boolean {
  try {
    const shown = bearerToken(head)
    if (shown !== undefined) return isSameSecret(shown.id, controlToken)
    const begin = `${cookieName(controlToken)}=`
    const cookies = (headerOf(head, 'cookie') ?? '').split(';').map(pair => pair.trim())
    const cookie = cookies.find(pair => pair.startsWith(begin))?.slice(begin.length)
    return cookie !== undefined && isSameSecret(cookie, cookieValue(controlToken))
  } catch {
    return false
  }
}

/** Cookies know no ports: two servers on one host must not overwrite each other's. */
function cookieName(controlToken: string): string {
  return `uploadmock-${cookieValue(controlToken).slice(0, 8)}`
}

/** Not the token itself: a cookie is written to disk. */
function cookieValue(controlToken: string): string {
  return createHash('sha256').update(`uploadmock page\0${controlToken}`).digest('base64url')
}
