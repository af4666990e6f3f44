import type { Evidence } from './evidence.ts'

/** The ways in which a request ends. */
export const OUTCOMES = ['accepted', 'refused', 'aborted', 'faulted'] as const

/**
 * How a request ended. `accepted`: with success. `refused`: with an error of the vendor's. `aborted`: the client went
 * away before an answer. `faulted`: as a test ordered.
 */
export type Outcome = (typeof OUTCOMES)[number]

/** The weights of a finding, the heaviest first. */
export const SEVERITIES = ['error', 'warning', 'note'] as const

/** `error`: the rule is broken. `warning`: the request passed, another server may refuse it. `note`: good to know. */
export type Severity = (typeof SEVERITIES)[number]

/** One rule's verdict on one request. */
export interface Finding {
  /** The rule's name: `zoom.user-virtual-background.maxBytes`, `form.boundary`. */
  readonly rule: string
  readonly severity: Severity
  /** The form's part or the body's member that it is about. */
  readonly part: string | null
  /** Where in the body, in bytes from its first. */
  readonly offset: number | null
  readonly expected: string | null
  readonly found: string | null
  readonly message: string
  readonly evidence: Evidence
  readonly source: string
}

/** One part of a form, or a whole body or a member of it where that is a file. */
export interface JournalPart {
  readonly name: string
  /** As sent, with any path before it. */
  readonly filename: string | null
  readonly declaredType: string | null
  readonly sniffedType: string | null
  readonly bytes: number
  /** Where the part begins, in bytes from the body's first. */
  readonly offset: number
  /** Lower-case hex; null while nobody asked for it, and where the bytes were gone before that. */
  readonly sha256: string | null
  /** Where its bytes are kept; null where they are not. */
  readonly blob: string | null
}

/** What was answered. */
export interface JournalResponse {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  /** The body's text, cut where it is long; null for bytes that are no text, and where it would tell a secret. */
  readonly body: string | null
}

/** Some bytes of a request's body, around a place that a finding names. Values of fields are masked. */
export interface Excerpt {
  readonly offset: number
  readonly base64: string
}

/** A credential as it may be shown. */
export interface JournalCredential {
  /** `Bearer`, `AWS4-HMAC-SHA256`, `Basic`, `Digest`, `form`. */
  readonly scheme: string
  /** The key id or user name; for a secret token, no more than the beginning of its sha256. */
  readonly id: string
  /** Whether the configuration lists it, whether it was refused, or whether any would have served. */
  readonly status: 'known' | 'presented' | 'refused'
}

/** One request to a vendor. Plain JSON, bounded in size, without secrets. */
export interface JournalEntry {
  readonly id: string
  readonly namespace: string
  readonly vendor: string
  /** Null where no operation has the path. */
  readonly operation: string | null
  /** Whom the request names: ids in its path, its org, its user or key id. */
  readonly owners: readonly string[]
  readonly method: string
  /** Without the namespace before it, and without the query. */
  readonly path: string
  readonly query: { readonly [name: string]: string }
  readonly headers: { readonly [name: string]: string }
  /** A JSON or urlencoded body, long texts in it cut; null where there is none or it is too large. */
  readonly body: unknown
  /** How many bytes of the body arrived. */
  readonly bodyBytes: number
  readonly outcome: Outcome
  /** Whether the request changed what the namespace remembers. */
  readonly committed: boolean
  /** Milliseconds since 1970. */
  readonly receivedAt: number
  readonly durationMs: number
  readonly credential: JournalCredential | null
  readonly parts: readonly JournalPart[]
  readonly response: JournalResponse | null
  /** The id of the fault that struck it. */
  readonly fault: string | null
  readonly findings: readonly Finding[]
  /** What an explanation shows beside the findings: canonical requests, who holds a quota's places. */
  readonly explanation: readonly string[]
  readonly excerpts: readonly Excerpt[]
}
