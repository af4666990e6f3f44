import type { FastifyRequest } from 'fastify'
import type { Finding, JournalEntry, JournalPart, JournalResponse } from '../core/journal.ts'
import type { Namespace } from '../core/namespace.ts'
import type { MediaPolicy } from '../core/policy.ts'
import { ApiError, type Problem } from '../core/problem.ts'
import { parameterOf } from '../media/part-header.ts'
import type { Claim, Staged } from '../media/receive.ts'
import type { WireTrace } from '../media/wire-trace.ts'
import type { FormFields } from './credentials.ts'
import { excerptsAt } from './excerpts.ts'
import { fileFindings, refusalFinding } from './findings.ts'
import { findInForm } from './form-findings.ts'
import { placeInMember } from './json-member.ts'
import { announcedLength, namesIn, ownersOf } from './recorded-head.ts'
import { fromStaged, fromTrace } from './recorded-parts.ts'
import { withoutSecretMembers, withoutSecrets, withoutSecretValues } from './redact.ts'
import type { Rendered, Vendor } from './vendor.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the journal will tell of the request; undefined outside a vendor's scope. */
    recording: Recording | undefined
  }
}

/** What was refused and in which words. */
interface Refusal {
  readonly problem: Problem
  readonly explanation: readonly string[]
  readonly words: Rendered['words']
}

/** What the journal will tell of one request, gathered while it is served. Holds no bodies. */
export class Recording {
  readonly request: Pick<FastifyRequest, 'id' | 'head' | 'params' | 'body' | 'bodyText' | 'bodyBytes' | 'raw'>
  readonly vendor: Vendor
  readonly operation: string | undefined
  readonly receivedAt: number
  readonly #policy: MediaPolicy | undefined
  readonly #credential: () => JournalEntry['credential']
  readonly #startedAt = performance.now()
  /** The world that the request acts in; undefined until it is chosen. */
  namespace: Namespace | undefined
  /** Whether the request changed what the namespace remembers. */
  committed = false
  /** The fault that hit the request, and whether it decided how that ended. */
  fault: { readonly id: string; readonly decides: boolean } | undefined
  isFinished = false
  /** Whether somebody else than its scope answers the request. */
  isTakenOver = false
  /** The reply as the handler made it. */
  payload: unknown
  #refusal: Refusal | undefined
  #trace: WireTrace | undefined
  #file: string | undefined
  #fields: FormFields | undefined
  readonly #staged = new Map<string, { readonly claim: Claim; readonly staged: Staged }>()
  readonly #notes: Finding[] = []
  #identified: JournalEntry['credential'] = null

  constructor(start: {
    readonly request: Recording['request']
    readonly vendor: Vendor
    readonly operation: string | undefined
    /** The policy of the operation, where it takes a file. */
    readonly policy: MediaPolicy | undefined
    /** The credential as it may be shown, once it was judged. */
    readonly credential: () => JournalEntry['credential']
    /** Milliseconds since 1970. */
    readonly now: number
  }) {
    this.request = start.request
    this.vendor = start.vendor
    this.operation = start.operation
    this.receivedAt = start.now
    this.#policy = start.policy
    this.#credential = start.credential
  }

  /** Follows a form while it arrives. `file` is the name of the part that must be a file. */
  follow(trace: WireTrace, file: string): void {
    this.#trace = trace
    this.#file = file
  }

  /** Notes a form's text fields. */
  readFields(fields: FormFields): void {
    this.#fields = fields
  }

  /** Notes whom the request says it is from, where no gate judges that. */
  identify(credential: NonNullable<JournalEntry['credential']>): void {
    this.#identified = credential
  }

  /** Notes a file that was stored. */
  stage(claim: Claim, staged: Staged): void {
    this.#staged.set(claim.part, { claim, staged })
  }

  /** Notes what a rule says of the request. */
  note(finding: Finding): void {
    this.#notes.push(finding)
  }

  /** Notes why the request is refused. */
  refuse(problem: Problem, error: unknown, words: Rendered['words']): void {
    this.#refusal = { problem, explanation: error instanceof ApiError ? error.explanation : [], words }
  }

  /** What the rules say of the request so far. */
  findings(): readonly Finding[] {
    return this.#findings(this.#parts())
  }

  /** The entry for the journal. `response` is null where the client went away before there was one. */
  toEntry(response: JournalResponse | null): JournalEntry {
    const { request, vendor } = this
    const { head } = request
    const parts = this.#parts()
    const findings = this.#findings(parts)
    const credential = this.#identified ?? this.#credential()
    return {
      id: request.id,
      namespace: this.namespace?.name ?? '',
      vendor: vendor.name,
      operation: this.operation ?? null,
      owners: [...ownersOf(request), ...namesIn(credential)],
      method: head.method,
      path: head.path,
      query: withoutSecretValues(head.query),
      headers: withoutSecrets(head.headers),
      body: this.#body(),
      bodyBytes: this.#bodyBytes(),
      outcome: this.#outcome(response),
      committed: this.committed,
      receivedAt: this.receivedAt,
      durationMs: Math.round((performance.now() - this.#startedAt) * 1_000) / 1_000,
      credential,
      parts,
      response,
      fault: this.fault?.id ?? null,
      findings,
      explanation: this.#refusal?.explanation ?? [],
      excerpts: excerptsAt(findings, { trace: this.#trace, file: this.#file, text: request.bodyText }),
    }
  }

  #outcome(response: JournalResponse | null): JournalEntry['outcome'] {
    if (this.fault?.decides === true) return 'faulted'
    if (response === null) return 'aborted'
    return response.status < 400 ? 'accepted' : 'refused'
  }

  #body(): unknown {
    if (this.#trace !== undefined)
      return this.#fields === undefined ? null : withoutSecretValues(Object.entries(this.#fields))
    return this.request.body === undefined ? null : withoutSecretMembers(this.request.body)
  }

  #bodyBytes(): number {
    if (this.#trace !== undefined) return this.#trace.size
    const { bodyBytes, raw } = this.request
    if (bodyBytes !== undefined) return bodyBytes
    const [staged] = this.#staged.values()
    return staged?.staged.bytes ?? (raw.complete ? Number(raw.headers['content-length'] ?? 0) : 0)
  }

  #parts(): readonly JournalPart[] {
    const size = this.#trace?.size ?? 0
    const left = new Map(this.#staged)
    const traced = this.#trace?.parts.map(part => fromTrace(part, size, left)) ?? []
    const others = [...this.#staged.values()].filter(
      ({ claim }) => !traced.some(({ name }) => name === claim.part),
    )
    return [
      ...traced,
      ...others.map(({ claim, staged }) =>
        fromStaged(staged, claim.part, this.#contentOffset(claim.part) ?? 0),
      ),
    ]
  }

  /** Where in the body a part's or member's content begins. */
  #contentOffset(name: string): number | null {
    if (this.#trace !== undefined)
      return this.#trace.parts.find(part => parameterOf(part, 'name') === name)?.contentOffset ?? null
    const { bodyText } = this.request
    return bodyText === undefined ? null : placeInMember(bodyText, name, 0)
  }

  #findings(parts: readonly JournalPart[]): readonly Finding[] {
    const refusal = this.#refusal
    const context = {
      vendor: this.vendor.name,
      policy: this.#policy,
      words: refusal?.words,
      contentOffset: (part: string) => this.#contentOffset(part),
      isBase64: this.request.bodyText !== undefined,
      placeIn: (member: string, at: number) => placeInMember(this.request.bodyText ?? '', member, at),
    }
    return [
      ...(refusal === undefined ? [] : [refusalFinding(refusal.problem, context)]),
      ...this.#formFindings(),
      ...this.#notes,
      ...parts.flatMap(part => {
        const staged = part.blob === null ? undefined : this.#staged.get(part.name)
        return staged === undefined ? [] : fileFindings(part, staged.staged.policy, refusal === undefined)
      }),
    ]
  }

  #formFindings(): readonly Finding[] {
    if (this.#trace === undefined || this.#file === undefined) return []
    const { raw } = this.request
    const found = findInForm({
      trace: this.#trace,
      file: this.#file,
      contentType: raw.headers['content-type'] ?? '',
      contentLength: announcedLength(raw),
      isComplete: raw.complete,
    })
    const kind = this.#refusal?.problem.kind
    const isFormRefused = kind === 'malformed' || kind === 'missing-part'
    // Any other refusal may come while the rest of the form is on its way: nothing is known of that.
    return found.filter(({ severity }) => severity === 'warning' || isFormRefused)
  }
}
