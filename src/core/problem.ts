/** One thing that is wrong with one value, as a validator says it. `path` names the key: `body.Name`. */
export interface Issue {
  readonly path: string
  readonly message: string
  /** Whether the value is absent, rather than wrong. */
  readonly missing: boolean
  /** Where in the value's text, in bytes from its first; undefined where no place can be named. */
  readonly at?: number | undefined
}

/** Something refused, in our words. A vendor's dialect turns it into the vendor's. */
export type Problem =
  /** No credential, or one that can't be used. */
  | {
      readonly kind: 'unauthenticated'
      readonly reason: 'missing' | 'malformed' | 'unknown' | 'expired' | 'bad-signature'
      /** What exactly, in the vendor's own words where it has any. */
      readonly detail?: string | undefined
    }
  /** The credential is good, but not for this. */
  | { readonly kind: 'forbidden'; readonly missing: readonly string[] }
  /** The path is none of the vendor's. */
  | { readonly kind: 'unknown-path' }
  /** The path is the vendor's, the method is not. */
  | { readonly kind: 'method-not-allowed'; readonly allowed: readonly string[] }
  /** The resource that the request names does not exist. */
  | { readonly kind: 'not-found'; readonly resource: string; readonly id: string }
  /** The request's own content type is not what the operation reads. */
  | {
      readonly kind: 'unsupported-content-type'
      readonly found: string | undefined
      readonly expected: string
    }
  /** The request can't be read at all: a broken form, broken JSON, a broken address. */
  | {
      readonly kind: 'malformed'
      readonly what: 'form' | 'json' | 'url' | 'headers' | 'http' | 'namespace'
      readonly message: string
    }
  /** It can be read, and its values break a rule. */
  | { readonly kind: 'invalid'; readonly issues: readonly [Issue, ...Issue[]] }
  /** A file part that must be there is not, or is no file. */
  | {
      readonly kind: 'missing-part'
      readonly part: string
      readonly reason: 'absent' | 'no-filename' | 'unquoted-filename' | 'empty'
    }
  /** A file, or a whole body where `part` is undefined, is over its cap. `limit` in bytes. */
  | { readonly kind: 'too-large'; readonly part: string | undefined; readonly limit: number }
  /** The file's type is not accepted, or its content is not whole. */
  | {
      readonly kind: 'unsupported-media'
      readonly found: string | undefined
      readonly accepted: readonly string[]
      readonly reason: 'type' | 'cut-image'
    }
  /** The owner has as many files as it may have, or would have more bytes in them all. */
  | {
      readonly kind: 'quota-exceeded'
      readonly resource: string
      readonly limit: number
      /** What the limit counts. */
      readonly unit: 'files' | 'bytes'
    }
  /** It exists already. */
  | { readonly kind: 'conflict'; readonly resource: string; readonly id: string }
  /** Too many requests. `retryAfter` in seconds, where the vendor is to say one. */
  | { readonly kind: 'rate-limited'; readonly retryAfter?: number | undefined }
  /** The client took too long to send its request. */
  | { readonly kind: 'timeout' }
  /** The store has no room: our own limit, or a full disk. */
  | { readonly kind: 'storage-full'; readonly message: string }
  /** Not now. `retryAfter` in seconds. */
  | { readonly kind: 'unavailable'; readonly retryAfter?: number | undefined }
  /** A mistake of our own. */
  | { readonly kind: 'internal'; readonly message?: string | undefined }
  /** What only one vendor knows, such as a lack of credit. `rule` is the vendor's own name for it. */
  | { readonly kind: 'vendor-rule'; readonly rule: string }

/** What kind of problem it is: the key of a dialect's entry, and what a fault can order. */
export type ProblemKind = Problem['kind']

/** A refusal on its way to the client. Thrown anywhere; one handler says it in the vendor's dialect. */
export class ApiError extends Error {
  readonly problem: Problem
  /** What helps a person to understand it and has no place in a vendor's reply: paragraphs, without secrets. */
  readonly explanation: readonly string[]

  constructor(problem: Problem, options: ErrorOptions & { readonly explanation?: readonly string[] } = {}) {
    super(describeProblem(problem), options)
    this.name = 'ApiError'
    this.problem = problem
    this.explanation = options.explanation ?? []
  }
}

/** The problem in one plain sentence, for the log and for `x-mock-findings`; never a vendor's text. */
export function describeProblem(problem: Problem): string {
  switch (problem.kind) {
    case 'unauthenticated':
      return problem.detail ?? `the credential is ${problem.reason}`
    case 'forbidden':
      return `the credential lacks ${problem.missing.join(', ')}`
    case 'unknown-path':
      return 'no operation has this path'
    case 'method-not-allowed':
      return `this path takes ${problem.allowed.join(', ')}`
    case 'not-found':
      return `${problem.resource} ${problem.id} does not exist`
    case 'unsupported-content-type':
      return `the content type is ${problem.found ?? 'absent'}, ${problem.expected} is expected`
    case 'malformed':
      return `the ${problem.what} can't be read: ${problem.message}`
    case 'invalid':
      return problem.issues.map(issue => `${issue.path}: ${issue.message}`).join('; ')
    case 'missing-part':
      return `part ${problem.part} is not a usable file: ${problem.reason}`
    case 'too-large':
      return `${problem.part === undefined ? 'the body' : `part ${problem.part}`} has more than ${problem.limit} bytes`
    case 'unsupported-media':
      return problem.reason === 'cut-image'
        ? `the ${problem.found} image ends before its pixels do`
        : `the file is ${problem.found ?? 'of an unknown type'}, accepted: ${problem.accepted.join(', ')}`
    case 'quota-exceeded':
      return problem.unit === 'files'
        ? `the owner already has ${problem.limit} of ${problem.resource}`
        : `the owner may have ${problem.limit} bytes of ${problem.resource} together`
    case 'conflict':
      return `${problem.resource} ${problem.id} exists already`
    case 'rate-limited':
      return 'too many requests'
    case 'timeout':
      return 'the request took too long to arrive'
    case 'storage-full':
      return problem.message
    case 'unavailable':
      return 'the service is unavailable'
    case 'internal':
      return problem.message ?? 'an error of the mock server itself'
    case 'vendor-rule':
      return `the vendor's rule ${problem.rule} is broken`
  }
}
