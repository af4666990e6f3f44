import type { FastifyRequest } from 'fastify'
import type { Finding, JournalEntry, JournalPart, JournalResponse } from '../../core/journal.ts'
import type { Namespace } from '../../core/namespace.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import { ApiError, type Problem } from '../../core/problem.ts'
import type { MediaTypes } from '../../media/catalogue.ts'
import { placeInMember } from '../body/json-member.ts'
import { fileFindings } from '../findings/file.ts'
import { refusalFinding } from '../findings/refusal.ts'
import type { Rendered } from '../vendor-kit/dialect.ts'
import type { Mount } from '../vendor-kit/mount.ts'
import { namesIn, ownersOf } from '../vendor-kit/owners.ts'
import { RecordedBody, type RecordedRequest } from './body.ts'
import { keptFinding, keptName, keptParagraph, keptPart } from './kept.ts'
import { withoutSecretPhrases, withoutSecrets, withoutSecretValues } from './redact.ts'
import { withoutSecretFinding, withoutSecretPart } from './redact-entry.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the journal will tell of the request; undefined outside a vendor's scope. */
    recording: Recording | undefined
  }
}

/** What this file adds to a request. */
export const RECORDING_DECORATIONS = ['recording'] as const satisfies readonly (keyof FastifyRequest)[]

/** What was refused and in which words. */
interface Refusal {
  readonly problem: Problem
  readonly explanation: readonly string[]
  readonly words: Rendered['words']
}

/** What the journal will tell of one request, gathered while it is served. Holds no bodies. */
export class Recording {
  readonly request: RecordedRequest
  readonly mount: Mount
  readonly operation: string | undefined
  receivedAt: number
  readonly #policy: MediaPolicy | undefined
  readonly #mediaTypes: MediaTypes
  readonly #credential: () => JournalEntry['credential']
  readonly #startedAt = performance.now()
  /** The namespace that the request acts in; undefined until it is chosen. */
  namespace: Namespace | undefined
  /** Whether the request changed what the namespace remembers. */
  committed = false
  /** The fault that struck the request, and whether it decided how that ended. */
  fault: { readonly id: string; readonly decides: boolean } | undefined
  /** What is known of the body. */
  readonly body: RecordedBody
  isFinished = false
  /** Whether somebody other than its scope answers the request. */
  isTakenOver = false
  /** The reply as the handler made it. */
  payload: unknown
  #refusal: Refusal | undefined
  #change: Promise<unknown> | undefined
  #identified: JournalEntry['credential'] = null

  constructor(start: {
    readonly request: RecordedRequest
    readonly mount: Mount
    readonly operation: string | undefined
    /** The policy of the operation, where it takes a file. */
    readonly policy: MediaPolicy | undefined
    readonly mediaTypes: MediaTypes
    /** The credential as it may be shown, once it was judged. */
    readonly credential: () => JournalEntry['credential']
    /** Milliseconds since 1970. */
    readonly now: number
  }) {
    this.request = start.request
    this.body = new RecordedBody(start.request, {
      mediaTypes: start.mediaTypes,
      secretNames: start.mount.vendor.secretNames,
    })
    this.#mediaTypes = start.mediaTypes
    this.mount = start.mount
    this.operation = start.operation
    this.receivedAt = start.now
    this.#policy = start.policy
    this.#credential = start.credential
  }

  /** Notes the namespace that the request acts in, and the time there in milliseconds since 1970. */
  enter(namespace: Namespace, now: number): void {
    this.namespace = namespace
    this.receivedAt = now
  }

  /** Notes whom the request says it is from, where no gate judges that. */
  identify(credential: NonNullable<JournalEntry['credential']>): void {
    this.#identified = credential
  }

  /** Throws an `ApiError` once it was told how the request ended: what would change now nobody would learn of. */
  requireOpen(): void {
    if (this.isFinished || this.isTakenOver) throw new ApiError({ kind: 'timeout' })
  }

  /** Hears of a change that the request makes, while it is under way. */
  follow(change: Promise<unknown>): void {
    this.#change = change
  }

  /** Resolves when no change is under way any more, made or not. */
  async settled(): Promise<void> {
    await this.#change?.then(ignore, ignore)
  }

  /** Whether it is refused because a store is out of reach. */
  get isUnserved(): boolean {
    return this.#refusal?.problem.kind === 'unavailable' && this.fault === undefined
  }

  /** Notes why the request is refused. */
  refuse(problem: Problem, error: unknown, words: Rendered['words']): void {
    this.#refusal = { problem, explanation: error instanceof ApiError ? error.explanation : [], words }
  }

  /** What the rules say of the request so far. */
  findings(): readonly Finding[] {
    return this.#findings(this.body.parts())
  }

  /** The entry for the journal. `response` is null where the client went away before there was one. */
  toEntry(response: JournalResponse | null): JournalEntry {
    const { request, mount } = this
    const { head } = request
    const parts = this.body.parts()
    const findings = this.#findings(parts)
    const credential = this.#identified ?? this.#credential()
    const own = mount.vendor.secretNames
    return {
      id: request.id,
      namespace: this.namespace?.name ?? '',
      vendor: mount.vendor.name,
      operation: this.operation ?? null,
      owners: [...ownersOf(request, this.mount.mounted), ...namesIn(credential)].map(owner =>
        keptName(owner, own),
      ),
      method: head.method,
      path: withoutSecretPhrases(head.path, own),
      query: withoutSecretValues(head.query, own),
      headers: withoutSecrets(head.headers, own),
      body: this.body.value(),
      bodyBytes: this.body.bytes(),
      outcome: this.#outcome(response),
      committed: this.committed,
      receivedAt: this.receivedAt,
      durationMs: Math.round((performance.now() - this.#startedAt) * 1_000) / 1_000,
      credential: credential && { ...credential, id: keptName(credential.id, own) },
      parts: parts.map(part => keptPart(withoutSecretPart(part, own))),
      response,
      fault: this.fault?.id ?? null,
      findings,
      explanation: (this.#refusal?.explanation ?? []).map(text =>
        withoutSecretPhrases(keptParagraph(text), own),
      ),
      excerpts: this.body.excerpts(findings),
    }
  }

  #outcome(response: JournalResponse | null): JournalEntry['outcome'] {
    if (this.fault?.decides === true) return 'faulted'
    if (response === null) return 'aborted'
    return response.status < 400 ? 'accepted' : 'refused'
  }

  #findings(parts: readonly JournalPart[]): readonly Finding[] {
    const refusal = this.#refusal
    const context = {
      vendor: this.mount.vendor.name,
      policy: this.#policy,
      words: refusal?.words,
      file: this.body.file,
      contentOffset: (part: string) => this.body.contentOffset(part),
      isBase64: this.request.bodyText !== undefined,
      placeIn: (member: string, at: number) => placeInMember(this.request.bodyText ?? '', member, at),
    }
    const found = [
      ...(refusal === undefined ? [] : [refusalFinding(refusal.problem, context)]),
      ...this.body.formFindings(refusal?.problem.kind),
      ...parts.flatMap(part => {
        const policy = part.blob === null ? undefined : this.body.policyOf(part.name)
        if (policy === undefined) return []
        return fileFindings(part, { policy, passed: refusal === undefined, mediaTypes: this.#mediaTypes })
      }),
    ]
    return found.map(finding => withoutSecretFinding(keptFinding(finding), this.mount.vendor.secretNames))
  }
}

function ignore(): void {}
