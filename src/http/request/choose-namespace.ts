import {
  DEFAULT_NAMESPACE,
  isNamespaceName,
  NAMESPACE_NAME_RULE,
  namespaceOfCredential,
  namespaceOfHost,
  splitNamespace,
} from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import { type Head, headerOf } from './head.ts'

const HEADER = 'x-mock-namespace'

/**
 * The namespace that a request names: by its path, a header, its host or the end of its credential, in this order;
 * else `default`. A name in path or header that can't be one throws a `malformed` problem; in host or credential it
 * is no namespace.
 */
export function chooseNamespace(head: Head, credential: string | undefined): string {
  const named = splitNamespace(head.sentUrl).namespace ?? headerOf(head, HEADER)
  if (named !== undefined) {
    if (isNamespaceName(named)) return named
    throw new ApiError({ kind: 'malformed', what: 'namespace', message: NAMESPACE_NAME_RULE })
  }
  return (
    namespaceOfHost(headerOf(head, 'host') ?? '') ??
    namespaceOfCredential(credential ?? '') ??
    DEFAULT_NAMESPACE
  )
}
