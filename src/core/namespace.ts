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

/** The rule for names, for people. */
export const NAMESPACE_NAME_RULE = 'a name has 1 to 63 lower-case letters, digits and hyphens'

/** Whether `name` may name a namespace: lower-case letters, digits and hyphens, 1 to 63 of them. */
export function isNamespaceName(name: string): boolean {
  return NAME.test(name)
}

/** What leads into a namespace behind a server's address: nothing for `default`, else `/ns/NAME`. */
export function namespacePath(name: string): string {
  return name === DEFAULT_NAMESPACE ? '' : `/ns/${name}`
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
