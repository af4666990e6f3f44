import type { Problem } from '../../core/problem.ts'
import type { Rendered } from '../../http/vendor-kit/dialect.ts'
import type { Mount } from '../../http/vendor-kit/mount.ts'
import type { OperationRoute } from '../../http/vendor-kit/operations.ts'
import { bearer } from '../../http/vendor-kit/security.ts'
import { ControlError, renderControlError } from '../errors.ts'
import { controlExamples } from '../examples.ts'
import { toOpenApi } from './openapi.ts'
import { toPostman } from './postman.ts'

/** What the documents describe. */
export interface DocumentedServer {
  readonly mounts: readonly Mount[]
  readonly controlOperations: readonly OperationRoute[]
  readonly version: string
  /** The address that the documents name. */
  readonly origin: string
}

/** The OpenAPI document of one vendor; undefined where none has this name. */
export function vendorDocument(
  name: string,
  { mounts, version, origin }: DocumentedServer,
): object | undefined {
  const mount = mounts.find(({ vendor }) => vendor.name === name)
  if (mount === undefined) return undefined
  const { vendor, mounted, operations } = mount
  return toOpenApi({
    title: `${vendor.title}, as uploadmock emulates it`,
    description: `The operations of ${vendor.title} that uploadmock stands in for, at their real paths.`,
    version,
    server: origin,
    operations,
    examples: vendor.examples,
    security: vendor.security,
    say: (problem, operation) => sayExample(mounted.dialect, problem, { operation, origin }),
  })
}

/** The OpenAPI document of the control API. */
export function controlDocument({ controlOperations, version, origin }: DocumentedServer): object {
  return toOpenApi({
    title: 'uploadmock control API',
    description: "What a tester sees and controls, beside the vendors' own operations.",
    version,
    server: origin,
    operations: controlOperations,
    examples: controlExamples,
    security: { controlToken: bearer },
    say: problem =>
      problem.kind === 'unauthenticated'
        ? renderControlError(
            new ControlError(401, 'unauthenticated', 'the control token is missing', 'authorization'),
          )
        : renderControlError(problem),
  })
}

/** The Postman collection of all vendors. */
export function postmanDocument({ mounts, origin }: DocumentedServer): object {
  return toPostman(
    mounts.map(({ vendor }) => vendor),
    origin,
  )
}

/** A refusal as an example: with a tracking id that is the same in each document. */
function sayExample(
  dialect: Mount['mounted']['dialect'],
  problem: Problem,
  at: { readonly operation: string; readonly origin: string },
): Rendered {
  const head = {
    method: 'GET',
    url: '/',
    sentUrl: '/',
    path: '/',
    query: new URLSearchParams(),
    headers: { host: at.origin.replace(/^https?:\/\//, '') },
    isTls: false,
    localPort: undefined,
  }
  // The Dialect type says that the entry of a kind takes the problem of that kind.
  const say = dialect[problem.kind] as (problem: Problem, context: object) => Rendered
  return say(problem, { head, trackingId: 'tracking-id', operation: at.operation, now: 0 })
}
