import type { ProblemKind } from '../../core/problem.ts'
import type { OperationRoute } from '../../http/vendor-kit/operations.ts'

/** Where a kind of problem can occur; one that is not named here can everywhere. */
const OCCURS: { readonly [K in ProblemKind]?: (route: OperationRoute) => boolean } = {
  'too-large': takesBody,
  'unsupported-content-type': takesBody,
  'unsupported-media': takesFile,
  'missing-part': takesFile,
  // What has no file may be counted too: Amazon Connect has a quota of workspaces.
  'quota-exceeded': route => takesFile(route) || ['POST', 'PUT'].includes(route.method),
}

/** Those of the operations where a kind of problem can occur. */
export function whereOccurs(kind: ProblemKind, routes: readonly OperationRoute[]): readonly OperationRoute[] {
  const occurs = OCCURS[kind]
  return occurs === undefined ? routes : routes.filter(occurs)
}

function takesFile({ policy }: OperationRoute): boolean {
  return policy !== undefined
}

function takesBody(route: OperationRoute): boolean {
  return route.schema.body !== undefined || ['POST', 'PUT', 'PATCH'].includes(route.method)
}
