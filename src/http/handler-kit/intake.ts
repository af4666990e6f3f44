import type { AssetFacts } from '../../core/asset.ts'
import type { Bytes } from '../../core/bytes.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import { ApiError } from '../../core/problem.ts'
import { type Declared, type Destination, receive, type Staged } from '../../media/receive.ts'
import { OutcomeUnknown } from '../../storage/errors.ts'
import type { NewRow, Owner, ReadPlan, Row, RowData, RowsRead } from '../../storage/records.ts'
import { holdersOf, quotaPlan, refuseOverQuota } from './quota.ts'
import type { Rows } from './rows.ts'

/** How a staged file becomes a row. */
export interface NewAsset {
  readonly kind: string
  /** Unique in owner and kind; undefined takes the row's id. */
  readonly key?: string | undefined
  /** The name a user knows it by. */
  readonly name: string
  /** Writes 16 bytes as an id of the vendor's kind. */
  readonly id: (bytes: Buffer) => string
  /** What happens when the key is taken: a `conflict`, or the new file takes the place of the old one. */
  readonly whenTaken: 'refuse' | 'replace'
  /** What `also` reads. */
  readonly plan?: ReadPlan | undefined
  /**
   * What the vendor remembers beside, and which other rows it writes in the same change. Sees the row that is
   * replaced. Synchronous; throws an `ApiError` to refuse.
   */
  readonly also?: ((read: RowsRead, replaced: Row | undefined) => Beside) | undefined
}

/** What goes with a new asset's row. */
export interface Beside {
  readonly data?: RowData | undefined
  readonly put?: readonly NewRow[] | undefined
}

/** A row that was just written, with its asset. */
export type Kept = NewRow & {
  readonly asset: AssetFacts
  readonly data: RowData
  /** How many of its kind the owner has now. */
  readonly total: number
}

/** A written row, and whether its generation had not ended. */
interface Written {
  readonly kept: Kept
  readonly isLive: boolean
}

/** Who stands beside an intake: a fault in the way of bytes, the record of what was stored. */
export interface IntakeWatch {
  /** A part's bytes, with what a fault does to them. */
  during(source: Bytes, part: string): Bytes
  onStaged(declared: Declared, staged: Staged): void
}

/** What one request staged. It owns that until a row claims it, and one hook discards the rest. */
export class Intake {
  readonly #destination: Destination
  readonly #rows: Rows
  readonly #watch: IntakeWatch
  readonly #staged = new Set<Staged>()

  constructor(destination: Destination, rows: Rows, watch: IntakeWatch) {
    this.#destination = destination
    this.#rows = rows
    this.#watch = watch
  }

  /** Stores a file that the policy accepts. Rejects as `receive` of the media layer does. */
  async receive(source: Bytes, policy: MediaPolicy, declared: Declared): Promise<Staged> {
    const staged = await receive(
      this.#watch.during(source, declared.part),
      policy,
      declared,
      this.#destination,
    )
    this.#staged.add(staged)
    this.#watch.onStaged(declared, staged)
    return staged
  }

  /** Makes a row of a staged file: the quota is checked and the row written in one change. */
  async keep(staged: Staged, owner: Owner, asset: NewAsset): Promise<Kept> {
    try {
      const { kept, isLive } = await this.#write(staged, owner, asset)
      // After a reset the row is nowhere: the bytes stay staged, and go with the request.
      if (isLive) this.#staged.delete(staged)
      return kept
    } catch (error) {
      // The row may be there.
      if (error instanceof OutcomeUnknown) this.#staged.delete(staged)
      throw error
    }
  }

  async #write(staged: Staged, owner: Owner, asset: NewAsset): Promise<Written> {
    try {
      return await this.#change(staged, owner, asset)
    } catch (error) {
      if (error instanceof ApiError && error.problem.kind === 'quota-exceeded')
        throw new ApiError(error.problem, {
          explanation: [holdersOf(await this.#rows.list(owner, asset.kind))],
        })
      throw error
    }
  }

  #change(staged: Staged, owner: Owner, asset: NewAsset): Promise<Written> {
    return this.#rows.change(owner, this.#plan(asset, staged.policy), read => {
      const replaced = asset.key === undefined ? undefined : read.find(asset.kind, asset.key)
      refuseTaken(asset, replaced)
      refuseOverQuota(staged.policy, { kind: asset.kind, bytes: staged.bytes, replaced }, read)
      const beside = asset.also?.(read, replaced) ?? {}
      const id = asset.id(this.#rows.drawId(read, asset.kind))
      const row = {
        kind: asset.kind,
        key: asset.key ?? id,
        id,
        createdAt: this.#rows.now(),
        asset: factsOf(staged, asset.name),
        data: beside.data ?? {},
      }
      return {
        put: [row, ...(beside.put ?? [])],
        free: replaced === undefined ? [] : [replaced],
        result: {
          kept: { ...row, total: read.count(asset.kind) + (replaced === undefined ? 1 : 0) },
          isLive: read.isLive,
        },
      }
    })
  }

  /** Removes what no row claimed. Safe to call twice. */
  async discard(): Promise<void> {
    if (this.#staged.size === 0) return
    const doomed = [...this.#staged]
    this.#staged.clear()
    await Promise.all(doomed.map(staged => this.#destination.blobs.delete(staged.blob)))
  }

  #plan({ plan, kind, key }: NewAsset, policy: MediaPolicy): ReadPlan {
    return {
      kinds: plan?.kinds,
      keys: [...(plan?.keys ?? []), ...(key === undefined ? [] : [{ kind, key }])],
      counts: [...(plan?.counts ?? []), kind],
      bytes: [...(plan?.bytes ?? []), ...quotaPlan(policy, kind).bytes],
      sequences: [...(plan?.sequences ?? []), this.#rows.idSequence(kind)],
    }
  }
}

function refuseTaken(asset: NewAsset, replaced: Row | undefined): void {
  if (replaced !== undefined && asset.whenTaken === 'refuse')
    throw new ApiError({ kind: 'conflict', resource: asset.kind, id: asset.name })
}

function factsOf(staged: Staged, name: string): AssetFacts {
  return {
    blob: staged.blob,
    name,
    type: staged.sniffedType ?? staged.declaredType ?? 'application/octet-stream',
    declaredType: staged.declaredType,
    bytes: staged.bytes,
    sha256: staged.sha256,
  }
}
