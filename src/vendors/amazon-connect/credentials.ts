import { withoutNamespace } from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import type { Head } from '../../http/request/head.ts'
import { type Credentials, isSameId, isSameSecret } from '../../http/vendor-kit/credentials.ts'
import { fill } from '../../http/vendor-kit/reply.ts'
import type { Credential, Setup } from './config.ts'
import { explainMismatch } from './signing/mismatch.ts'
import { readCredential, readSignature, type Signature, signedAt } from './signing/signature.ts'
import { isSameSignature, sign } from './signing/sigv4.ts'
import { texts } from './texts.ts'

/** In whose account and region a request acts. */
export interface Caller {
  readonly accountId: string
  readonly region: string
}

const SERVICE = 'connect'
/** How far a signature's time may be from the server's. */
const SKEW_MS = 15 * 60_000

/** Amazon's credential: a Signature Version 4 in the Authorization header or in the query. */
export class ConnectCredentials implements Credentials<Caller> {
  readonly inForm = false
  readonly #setup: Setup

  constructor(setup: Setup) {
    this.#setup = setup
  }

  fromHead(head: Head) {
    const shown = readCredential(head)
    return shown === undefined ? undefined : { id: shown.accessKeyId, secret: undefined }
  }

  fromForm() {
    return undefined
  }

  /** Judges all that the head shows. The signature covers the body too: `verify` judges that. */
  known(_presented: unknown, head: Head, now: number): Caller {
    const { signature, entry } = this.#entryOf(head)
    if (signature.service !== SERVICE) throw badSignature(texts.wrongService.value)
    if (!signature.signedHeaders.includes('host')) throw badSignature(texts.hostUnsigned.value)
    this.#judgeTime(signature, now)
    return { accountId: entry.accountId ?? this.#setup.settings.accountId, region: signature.region }
  }

  presumed(presented: { readonly id: string } | undefined, head: Head): Caller {
    const { accountId, region } = this.#setup.settings
    if (presented === undefined) return { accountId, region }
    const id = withoutNamespace(presented.id)
    // A key id of twelve digits is an account, as in LocalStack.
    return { accountId: /^\d{12}$/.test(id) ? id : accountId, region: readCredential(head)?.region ?? region }
  }

  missing() {
    return []
  }

  /** Recomputes the signature over head and body. Throws for one that is not the configured key's. */
  verify(head: Head, body: string): void {
    const { signature, entry } = this.#entryOf(head)
    const { secretAccessKey } = entry
    const expected = sign(head, body, signature, { secretAccessKey })
    if (isSameSignature(signature.signature, expected.signature)) return
    throw badSignature(
      texts.mismatch.value,
      explainMismatch(head, body, signature, { expected, secretAccessKey }),
    )
  }

  #entryOf(head: Head): { readonly signature: Signature; readonly entry: Credential } {
    const signature = readSignature(head)
    if (signature === undefined) throw new ApiError({ kind: 'unauthenticated', reason: 'missing' })
    const entry = this.#setup.credentials.find(
      one =>
        isSameId(signature.accessKeyId, one.accessKeyId) &&
        isSameSecret(signature.sessionToken ?? '', one.sessionToken ?? ''),
    )
    if (entry === undefined) throw new ApiError({ kind: 'unauthenticated', reason: 'unknown' })
    return { signature, entry }
  }

  #judgeTime(signature: Signature, now: number): void {
    const at = signedAt(signature)
    const [scope = ''] = signature.scope.split('/')
    const day = signature.date.slice(0, scope.length)
    if (scope !== day) throw badSignature(fill(texts.wrongDay.value, { scope, day, signed: signature.date }))
    const lifeMs = signature.expires === undefined ? SKEW_MS : signature.expires * 1_000
    const life = signature.expires === undefined ? '15 min.' : `${signature.expires} s`
    const words = (bound: number) => ({ signed: signature.date, bound: basic(bound), now: basic(now), life })
    if (at < now - lifeMs) throw badSignature(fill(texts.signedTooLongAgo.value, words(now - lifeMs)))
    if (at > now + SKEW_MS) throw badSignature(fill(texts.signedInTheFuture.value, words(now + SKEW_MS)))
  }
}

function badSignature(detail: string, explanation: readonly string[] = []): ApiError {
  return new ApiError({ kind: 'unauthenticated', reason: 'bad-signature', detail }, { explanation })
}

/** A time in ISO 8601's basic format: `20261121T033957Z`. */
function basic(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')
}
