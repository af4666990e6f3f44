import type { FastifyRequest } from 'fastify'
import type { MediaPolicy } from '../../core/policy.ts'
import { ApiError, type Problem } from '../../core/problem.ts'
import type { NewRow, Row, RowData, RowsRead } from '../../storage/records.ts'
import { readRawBody } from '../body/raw.ts'
import { type Head, headerOf } from '../request/head.ts'
import type { Kept } from './intake.ts'
import { isAsset, type Rows } from './rows.ts'
import type { Served } from './serve-asset.ts'

/** What a client says of the bytes that it will put in a place, and on which terms it may. */
export interface PlaceTerms {
  /** Writes 16 bytes as the token in the place's address: whoever knows that may put and read. */
  readonly token: (bytes: Buffer) => string
  /** The vendor's own name of the place, unique in owner and kind; undefined takes the token. */
  readonly key?: string | undefined
  /** The name a user knows the file by; undefined takes the token. */
  readonly name?: string | undefined
  /** The file's media type; undefined where only the put says it. */
  readonly contentType?: string | undefined
  /** How many bytes must come; undefined for as many as the policy takes. */
  readonly contentSize?: number | undefined
  /** Until when they may come, in milliseconds since 1970 by the namespace's clock; undefined for ever. */
  readonly expiresAt?: number | undefined
  /** The headers that must come with them, word for word, by lower-case names. */
  readonly headers?: { readonly [name: string]: string } | undefined
  /** What the vendor remembers beside. */
  readonly data?: RowData | undefined
}

/** What a place's row remembers of its terms. */
type Remembered = Pick<PlaceTerms, 'name' | 'contentType' | 'contentSize' | 'expiresAt' | 'headers'>

/**
 * Places for bytes that come later: a client is given an address first, and puts its file there once, as the whole
 * body of a request. A place is a row of its kind; it has bytes from the put on.
 */
export class Places {
  /** The kind of row that a place is. */
  readonly kind: string
  /** What may be put. */
  readonly policy: MediaPolicy

  constructor(kind: string, policy: MediaPolicy) {
    this.kind = kind
    this.policy = policy
  }

  /** The row of a new place, for a change whose plan names the sequence of its kind. The row's id is the token. */
  allocate(read: RowsRead, rows: Rows, terms: PlaceTerms): NewRow {
    const { name, contentType, contentSize, expiresAt, headers } = terms
    const token = terms.token(rows.drawId(read, this.kind))
    const own: Remembered = { name, contentType, contentSize, expiresAt, headers }
    const data = { ...terms.data, ...own }
    return { kind: this.kind, key: terms.key ?? token, id: token, createdAt: rows.now(), data }
  }

  /**
   * Puts a request's whole body in the place with this token. Throws `not-found` where there is none;
   * `unauthenticated`, as of a signed address, where its time is over (`expired`) or a header is not as it must be
   * (`bad-signature`); `invalid` for a body of another length; `conflict` where the place is filled; and as the
   * intake does.
   */
  async put(request: FastifyRequest, token: string): Promise<Kept> {
    const { rows, intake } = request
    const { kind } = this
    const place = await rows.find(kind, token)
    if (place === undefined) throw this.#absent(token)
    const terms = remembered(place)
    refuseLate(terms, rows.now())
    refuseOtherHeaders(terms, request.head)
    const staged = await readRawBody(request, this.policy, terms.name)
    if (terms.contentSize !== undefined && staged.bytes !== terms.contentSize)
      throw new ApiError({
        kind: 'invalid',
        issues: [{ path: 'body', message: 'is not as long as was allocated', missing: false }],
      })
    return intake.keep(staged, rows.owner(place.owner), {
      kind,
      key: place.key,
      name: terms.name ?? token,
      id: () => token,
      whenTaken: 'replace',
      also: (_, present) => {
        if (present === undefined) throw this.#absent(token)
        if (isAsset(present)) throw new ApiError({ kind: 'conflict', resource: kind, id: token })
        return { data: present.data }
      },
    })
  }

  /** What was put in the place with this token, of the type that it was allocated for. Throws `not-found`. */
  async served(rows: Rows, token: string): Promise<Served> {
    const place = await rows.find(this.kind, token)
    if (!isAsset(place)) throw this.#absent(token)
    const { type, declaredType = type } = place.asset
    return rows.served(place, remembered(place).contentType ?? declaredType)
  }

  #absent(token: string): ApiError {
    return new ApiError({ kind: 'not-found', resource: this.kind, id: token })
  }
}

function remembered({ data }: Row): Remembered {
  return data as Remembered // what `allocate` wrote
}

function refuseLate({ expiresAt }: Remembered, now: number): void {
  if (expiresAt === undefined || now < expiresAt) return
  const detail = `the address was good until ${new Date(expiresAt).toISOString()}`
  refuse({ kind: 'unauthenticated', reason: 'expired', detail })
}

function refuseOtherHeaders({ headers = {} }: Remembered, head: Head): void {
  for (const [name, value] of Object.entries(headers))
    if (headerOf(head, name) !== value)
      refuse({
        kind: 'unauthenticated',
        reason: 'bad-signature',
        detail: `the header ${name} is not as the address wants it`,
      })
}

function refuse(problem: Problem): never {
  throw new ApiError(problem)
}
