import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { BoundedMap } from '../../core/bounded-map.ts'
import type { Clock } from '../../core/clock.ts'
import type { JournalCredential } from '../../core/journal.ts'
import { withoutNamespace } from '../../core/namespace.ts'
import { ApiError, type Problem } from '../../core/problem.ts'
import type { FormFields } from '../body/text-fields.ts'
import { type Head, headerOf, schemeIn } from '../request/head.ts'

/**
 * Who is let in: everybody, whoever shows any credential of the vendor's kind, or those whom the configuration lists.
 */
export type AuthMode = 'off' | 'presence' | 'strict'

/** A credential as a request shows it. */
export interface Presented {
  /** The token, user name or key id; its end may name a namespace. */
  readonly id: string
  readonly secret: string | undefined
  /** Whether the id itself is a secret, as a token is. */
  readonly isSecret?: boolean | undefined
}

/** How a vendor's clients show who they are. */
export interface Credentials<Caller> {
  /** What the head shows; undefined when it shows none. Throws an `ApiError` where it can't be read. */
  fromHead(head: Head): Presented | undefined
  /** What a form's fields show, which counts before the head. Undefined always where `inForm` is false. */
  fromForm(fields: FormFields): Presented | undefined
  readonly inForm: boolean
  /** The caller that the configuration lists; throws an `ApiError` where it lists none. `now` in milliseconds. */
  known(presented: Presented, head: Head, now: number): Caller
  /** Who calls when any credential serves, or none is asked for. */
  presumed(presented: Presented | undefined, head: Head): Caller
  /** What the caller lacks for the operation: names of scopes and roles. */
  missing(caller: Caller, operation: string): readonly string[]
}

/** What the gate of a request's vendor found of its credential. */
export interface Judgement {
  readonly presented: Presented | undefined
  /** Whom the request was let in as; undefined until it is. */
  caller?: object
}

/** A request whose credential is judged. */
interface Judged {
  readonly head: Head
  readonly clock: Clock
  judgement?: Judgement | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What its vendor's gate found; undefined until that has judged. */
    judgement: Judgement | undefined
  }
}

/** What this file adds to a request. */
export const CREDENTIAL_DECORATIONS = ['judgement'] as const satisfies readonly (keyof FastifyRequest)[]

/** What the shared scope asks of a vendor's credentials. */
export interface Gate {
  /** The credential's text, of which the end may name a namespace; undefined when the head shows none that can be read. */
  shownIn(head: Head): string | undefined
  /** Judges the head's credential. Throws an `ApiError`; leaves it to the handler where a form may have one. */
  admit(request: Judged, operation: string): void
  /** The request's credential as it may be shown; null when it has none. */
  describe(request: Judged): JournalCredential | null
}

const MAX_HASHES = 1_000

/** Judges credentials in the server's mode, and remembers whom it let in. */
export class CredentialGate<Caller extends object> implements Gate {
  readonly #mode: AuthMode
  readonly #credentials: Credentials<Caller>
  readonly #hashes = new BoundedMap<string, string>(MAX_HASHES)

  constructor(mode: AuthMode, credentials: Credentials<Caller>) {
    this.#mode = mode
    this.#credentials = credentials
  }

  shownIn(head: Head): string | undefined {
    try {
      return this.#credentials.fromHead(head)?.id
    } catch {
      // Its own step refuses it, not the search for a namespace or an owner.
      return undefined
    }
  }

  admit(request: Judged, operation: string): void {
    if (!this.#credentials.inForm) this.#judge(request, this.#shownBy(request.head), operation)
  }

  /** Judges the credential in a form, else the head's, for a vendor that takes it in either. */
  admitForm(request: Judged, fields: FormFields, operation: string): void {
    this.#judge(request, this.#credentials.fromForm(fields) ?? this.#shownBy(request.head), operation)
  }

  /** Whom this request was let in as. */
  caller(request: Judged): Caller {
    const caller = request.judgement?.caller as Caller | undefined // a vendor's requests pass its own gate alone
    return caller ?? this.#credentials.presumed(undefined, request.head)
  }

  describe(request: Judged): JournalCredential | null {
    const { presented, caller } = request.judgement ?? {}
    const scheme = schemeOf(request.head)
    if (presented === undefined) return scheme === undefined ? null : { scheme, id: '', status: 'presented' }
    return {
      scheme: scheme ?? 'parameters',
      id: presented.isSecret === true ? this.#hashOf(presented.id) : presented.id,
      status: caller !== undefined ? (this.#mode === 'strict' ? 'known' : 'presented') : 'refused',
    }
  }

  /** A client shows the same token with each request: it is hashed once. */
  #hashOf(token: string): string {
    const known = this.#hashes.get(token)
    if (known !== undefined) return known
    const hash = `sha256:${digest(token).toString('hex', 0, 4)}`
    this.#hashes.set(token, hash)
    return hash
  }

  /** Where none is asked for, a credential that can't be read is as good as none. */
  #shownBy(head: Head): Presented | undefined {
    try {
      return this.#credentials.fromHead(head)
    } catch (error) {
      if (this.#mode === 'off' && error instanceof ApiError) return undefined
      throw error
    }
  }

  #judge(request: Judged, presented: Presented | undefined, operation: string): void {
    const judgement: Judgement = { presented }
    request.judgement = judgement
    if (presented === undefined && this.#mode !== 'off')
      refuse({ kind: 'unauthenticated', reason: 'missing' })
    const isStrict = this.#mode === 'strict' && presented !== undefined
    const caller = isStrict
      ? this.#credentials.known(presented, request.head, request.clock.now())
      : this.#credentials.presumed(presented, request.head)
    const missing = isStrict ? this.#credentials.missing(caller, operation) : []
    if (missing.length > 0) refuse({ kind: 'forbidden', missing })
    judgement.caller = caller
  }
}

/** The token of an `Authorization: Bearer` header; undefined without the header. Throws for another scheme. */
export function bearerToken(head: Head): Presented | undefined {
  const header = headerOf(head, 'authorization')
  if (header === undefined) return undefined
  const token = /^Bearer +(\S+) *$/i.exec(header)?.[1]
  if (token === undefined) refuse({ kind: 'unauthenticated', reason: 'malformed' })
  return { id: token, secret: undefined, isSecret: true }
}

/** Whether a shown token, user name or key id is the configured one, with or without a namespace at its end. */
export function isSameId(shown: string, configured: string): boolean {
  return isSameSecret(shown, configured) || isSameSecret(withoutNamespace(shown), configured)
}

/** Whether two secrets are the same, in constant time. */
export function isSameSecret(shown: string, configured: string): boolean {
  return timingSafeEqual(digest(shown), digest(configured))
}

/** Refuses a credential whose time is over. `expiresAt` in ISO 8601; undefined never ends. `now` in milliseconds. */
export function refuseExpired(expiresAt: string | undefined, now: number): void {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now)
    refuse({ kind: 'unauthenticated', reason: 'expired' })
}

/** How a credential is shown: the scheme of its header, or the algorithm that the query names. */
function schemeOf(head: Head): string | undefined {
  return schemeIn(headerOf(head, 'authorization') ?? '') ?? head.query.get('X-Amz-Algorithm') ?? undefined
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function refuse(problem: Problem): never {
  throw new ApiError(problem)
}
