import type { FastifyRequest } from 'fastify'
import type { Excerpt, Finding, JournalPart } from '../../core/journal.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import type { ProblemKind } from '../../core/problem.ts'
import type { MediaTypes } from '../../media/catalogue.ts'
import type { Declared, Staged } from '../../media/receive.ts'
import type { WireTrace } from '../../media/wire-trace.ts'
import { announcedLength } from '../body/drain.ts'
import { placeInMember } from '../body/json-member.ts'
import { isUrlencoded } from '../body/text.ts'
import type { FormFields } from '../body/text-fields.ts'
import { findInForm } from '../findings/form.ts'
import { excerptsAt } from './excerpts.ts'
import { fromStaged, fromTrace } from './parts.ts'
import { withoutSecretMembers, withoutSecretValues } from './redact.ts'

/** What a record reads of a request. */
export type RecordedRequest = Pick<
  FastifyRequest,
  'id' | 'head' | 'params' | 'body' | 'bodyText' | 'bodyBytes' | 'raw'
>

/** What is known of a request's body: where its parts lie and what became of them. Holds none of its bytes. */
export class RecordedBody {
  readonly #request: RecordedRequest
  readonly #mediaTypes: MediaTypes
  readonly #secretNames: readonly string[]
  #trace: WireTrace | undefined
  #file: string | undefined
  #fields: FormFields | undefined
  readonly #staged = new Map<string, { readonly declared: Declared; readonly staged: Staged }>()

  constructor(
    request: RecordedRequest,
    by: {
      readonly mediaTypes: MediaTypes
      /** Names that the vendor gives to secrets. */
      readonly secretNames: readonly string[]
    },
  ) {
    this.#request = request
    this.#mediaTypes = by.mediaTypes
    this.#secretNames = by.secretNames
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

  /** Notes a file that was stored. */
  stage(declared: Declared, staged: Staged): void {
    this.#staged.set(declared.part, { declared, staged })
  }

  /** The part that must be the file; null where the body is no form. */
  get file(): string | null {
    return this.#file ?? null
  }

  /** What a stored part was judged by; undefined where none of this name was stored. */
  policyOf(part: string): MediaPolicy | undefined {
    return this.#staged.get(part)?.staged.policy
  }

  /** The bytes around the places that findings name. */
  excerpts(findings: readonly Finding[]): readonly Excerpt[] {
    return excerptsAt(findings, {
      trace: this.#trace,
      file: this.#file,
      text: this.#request.bodyText,
      secretNames: this.#secretNames,
    })
  }

  /** A form's fields, or a body that was read as values, without secrets; null where there is none. */
  value(): unknown {
    if (this.#trace !== undefined)
      return this.#fields === undefined
        ? null
        : withoutSecretValues(Object.entries(this.#fields), this.#secretNames)
    const { body, raw } = this.#request
    if (body === undefined || (isUrlencoded(raw.headers['content-type'] ?? '') && isBare(body))) return null
    return withoutSecretMembers(body, this.#secretNames)
  }

  /** How many bytes came. */
  bytes(): number {
    if (this.#trace !== undefined) return this.#trace.size
    const { bodyBytes, raw } = this.#request
    if (bodyBytes !== undefined) return bodyBytes
    const [staged] = this.#staged.values()
    return staged?.staged.bytes ?? (raw.complete ? Number(raw.headers['content-length'] ?? 0) : 0)
  }

  /** Its parts as the journal shows them. */
  parts(): readonly JournalPart[] {
    const at = {
      size: this.#trace?.size ?? 0,
      stored: new Map(this.#staged),
      mediaTypes: this.#mediaTypes,
    }
    const traced = this.#trace?.parts.map(part => fromTrace(part, at)) ?? []
    const others = [...this.#staged.values()].filter(
      ({ declared }) => !traced.some(({ name }) => name === declared.part),
    )
    return [
      ...traced,
      ...others.map(({ declared, staged }) =>
        fromStaged(staged, declared.part, this.contentOffset(declared.part) ?? 0),
      ),
    ]
  }

  /** Where in the body a part's or member's content begins. */
  contentOffset(name: string): number | null {
    if (this.#trace !== undefined)
      return this.#trace.parts.find(part => part.header.parameter('name') === name)?.contentOffset ?? null
    const { bodyText } = this.#request
    return bodyText === undefined ? null : placeInMember(bodyText, name, 0)
  }

  /** What the form's rules say, where that is all known: `refusal` is why the request is refused. */
  formFindings(refusal: ProblemKind | undefined): readonly Finding[] {
    if (this.#trace === undefined || this.#file === undefined) return []
    const { raw } = this.#request
    const found = findInForm({
      trace: this.#trace,
      file: this.#file,
      contentType: raw.headers['content-type'] ?? '',
      contentLength: announcedLength(raw),
      isComplete: raw.complete,
      mediaTypes: this.#mediaTypes,
    })
    const isFormRefused = refusal === 'malformed' || refusal === 'missing-part'
    // Any other refusal may come while the rest of the form is on its way: nothing is known of that.
    return found.filter(({ severity }) => severity === 'warning' || isFormRefused)
  }
}

/** Whether a body that was read as urlencoded is but a name: then it was a text of another kind. */
function isBare(body: unknown): boolean {
  const values = Object.values(body ?? {})
  return values.length === 1 && values[0] === ''
}
