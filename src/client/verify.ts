import type { Outcome } from '../core/journal.ts'
import type { AnyVendorName } from '../core/vendor-name.ts'
import { type Call, callJson } from './call.ts'
import { ControlApiError } from './control-api-error.ts'
import type { RequestInfo } from './request-info.ts'

/** A part of an object: what is named must be as it says. */
export type Subset = { readonly [key: string]: unknown }

/** What a request must have to match. Objects match as subsets, arrays by elements, header names in any case. */
export interface RequestMatch {
  readonly vendor?: AnyVendorName
  readonly operation?: string
  /** An id in the path, the org or the user. */
  readonly owner?: string
  readonly method?: string
  readonly path?: string
  readonly outcome?: Outcome
  readonly committed?: boolean
  readonly query?: Subset
  readonly headers?: Subset
  readonly body?: unknown
  /** By name, filename, declaredType, sniffedType, bytes, sha256. */
  readonly parts?: readonly Subset[]
  readonly credential?: Subset | null
  readonly response?: Subset | null
  readonly fault?: string | null
  readonly findings?: readonly Subset[]
}

/** How often matching requests must have come; at least once where nothing is said. */
export interface Expectation {
  readonly exactly?: number
  readonly atLeast?: number
  readonly atMost?: number
}

/** What a verification found. */
export interface Verification {
  readonly matched: number
  readonly expected: Expectation
  /** How many requests that could have matched the journal let go of. */
  readonly evicted?: number
  readonly nearest?: readonly {
    readonly request: RequestInfo
    readonly differences: readonly {
      readonly path: string
      readonly expected?: unknown
      readonly actual?: unknown
    }[]
  }[]
}

/** The requests are not as expected. The message tells what came nearest, and how it differs. */
export class VerificationError extends Error {
  readonly verification: Verification

  constructor(verification: Verification) {
    const { matched, expected, evicted = 0 } = verification
    const lost = evicted === 0 ? '' : `; the journal let go of ${evicted} that could have matched`
    super(
      [
        `${matched} requests matched, expected: ${JSON.stringify(expected)}${lost}`,
        ...nearestText(verification),
      ].join('\n'),
    )
    this.name = 'VerificationError'
    this.verification = verification
  }
}

/** Checks that matching requests came as often as expected. Rejects with `VerificationError` when they did not. */
export async function verify(
  call: Call,
  expectation: Expectation & { readonly match: RequestMatch },
): Promise<Verification> {
  try {
    return await callJson(call, 'POST', '/verify', expectation)
  } catch (error) {
    if (!(error instanceof ControlApiError) || error.status !== 422) throw error
    throw new VerificationError(JSON.parse(error.body) as Verification) // our own server's reply
  }
}

/** The nearest requests, a few lines each. */
export function nearestText({ nearest = [] }: Verification): readonly string[] {
  return nearest.flatMap(({ request, differences }) => [
    `  ${request.method} ${request.path}: ${request.operation ?? 'no operation'}, ${request.outcome} (${request.id})`,
    ...differences.map(
      ({ path, expected, actual }) =>
        `    ${path}: expected ${JSON.stringify(expected)}, was ${JSON.stringify(actual)}`,
    ),
  ])
}
