/**
 * One isolated world. A reset ends the generation and begins the next, so that a request which began in the old
 * one can be told from one in the new.
 */
export interface Namespace {
  readonly name: string
  readonly generation: number
}

/** The namespace of a request that names none. */
export const DEFAULT_NAMESPACE = 'default'

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/
const CREDENTIAL_SUFFIX = /_ns_([a-z0-9][a-z0-9-]{0,62})$/
const BLOB_KEY = /^[a-z0-9][a-z0-9-]{0,62}\/\d+\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The rule for names, for people. */
export const NAMESPACE_NAME_RULE = 'a name has 1 to 63 lower-case letters, digits and hyphens'

/** Whether `name` may name a namespace: lower-case letters, digits and hyphens, 1 to 63 of them. */
export function isNamespaceName(name: string): boolean {
  return NAME.test(name)
}

/** The paths of the control API and of the page begin with this. */
export const CONTROL_PREFIX = '/_mock'

/** The paths that lead into a namespace begin with this: `/ns/NAME`. */
export const NAMESPACE_PREFIX = '/ns'

/** What leads into a namespace behind a server's address: nothing for `default`, else `/ns/NAME`. */
export function namespacePath(name: string): string {
  return name === DEFAULT_NAMESPACE ? '' : explicitPath(name)
}

/**
 * Like `namespacePath`, but with the name of `default` too: a host or a credential that names another one has no say
 * then.
 */
export function explicitPath(name: string): string {
  return `${NAMESPACE_PREFIX}/${name}`
}

/** What a request's address says of its namespace, and the rest of the address. */
export interface SplitUrl {
  readonly namespace: string | undefined
  readonly url: string
}

const BEFORE_NAME = `${NAMESPACE_PREFIX}/`

/** Takes `/ns/NAME` off the beginning of an address, and a scheme and host before it. The name is not checked. */
export function splitNamespace(sent: string): SplitUrl {
  const url = sent.startsWith('/') ? sent : sent.replace(/^https?:\/\/[^/?]*/i, '') || '/'
  if (!url.startsWith(BEFORE_NAME)) return { namespace: undefined, url }
  const named = url.slice(BEFORE_NAME.length)
  const end = named.search(/[/?]/)
  if (end < 0) return { namespace: named, url: '/' }
  const rest = named.slice(end)
  return { namespace: named.slice(0, end), url: rest.startsWith('/') ? rest : `/${rest}` }
}

/** The namespace that a host names (`NAME.localhost`, with a port or without); undefined when it names none. */
export function namespaceOfHost(host: string): string | undefined {
  const label = /^([^.:]+)\.localhost(?::\d+)?$/i.exec(host)?.[1]
  return label !== undefined && isNamespaceName(label) ? label : undefined
}

/** The credential with the namespace at its end, so that it leads its bearer there; as it is for `default`. */
export function withNamespace(credential: string, name: string): string {
  return name === DEFAULT_NAMESPACE ? credential : `${credential}_ns_${name}`
}

/** The namespace that the end of a credential names (`token_ns_NAME`); undefined when it names none. */
export function namespaceOfCredential(credential: string): string | undefined {
  return CREDENTIAL_SUFFIX.exec(credential)?.[1]
}

/** The credential without the namespace at its end: what a configured credential is compared with. */
export function withoutNamespace(credential: string): string {
  return credential.replace(CREDENTIAL_SUFFIX, '')
}

/** Names this generation of the namespace, and begins the key of each blob that it holds. */
export function blobPrefix(namespace: Namespace): string {
  return `${namespace.name}/${namespace.generation}/`
}

/** Whether a blob of ours may have this key: a namespace's generation and a UUID. What is named otherwise is not ours. */
export function isBlobKey(key: string): boolean {
  return BLOB_KEY.test(key)
}
