import type { Readable } from 'node:stream'
import type { AssetFacts } from '../../core/asset.ts'
import type { Clock } from '../../core/clock.ts'
import type { Ids } from '../../core/ids.ts'
import type { Namespace } from '../../core/namespace.ts'
import { openAsset } from '../../storage/asset-bytes.ts'
import type { BlobStore, ByteRange } from '../../storage/blobs.ts'
import type { Change, Owner, ReadPlan, Records, Row, RowsRead } from '../../storage/records.ts'
import type { Stores } from '../../storage/stores.ts'
import type { Served } from './serve-asset.ts'

/** A row with bytes. */
export type Asset = Row & { readonly asset: AssetFacts }

/** What a change writes, and lets go of: `free` names the rows whose blobs nobody claims when it is made. */
export type Writes = Omit<Change<unknown>, 'result'> & { readonly free?: readonly Row[] | undefined }

/** The request on whose behalf rows change. */
export interface Beneficiary {
  /** Throws an `ApiError` once it was told how the request ended: nobody would learn of a change after that. */
  requireOpen(): void
  /** Hears of a change while it is under way. */
  follow(change: Promise<unknown>): void
  /** Hears of a change that wrote or deleted, when it is made, with the ids of assets among that. */
  changed(assets: readonly string[]): void
}

/** What one vendor remembers in one namespace: a handler's way to rows and their bytes. */
export class Rows {
  readonly #records: Records
  readonly #blobs: BlobStore
  readonly #namespace: Namespace
  readonly #vendor: string
  readonly #ids: Ids
  readonly #clock: Clock
  readonly #request: Beneficiary

  constructor(options: {
    readonly stores: Stores
    readonly namespace: Namespace
    readonly vendor: string
    readonly ids: Ids
    readonly clock: Clock
    readonly request: Beneficiary
  }) {
    this.#records = options.stores.records
    this.#blobs = options.stores.blobs
    this.#namespace = options.namespace
    this.#vendor = options.vendor
    this.#ids = options.ids
    this.#clock = options.clock
    this.#request = options.request
  }

  /** The vendor's owner with this id. */
  owner(id: string): Owner {
    return { namespace: this.#namespace, vendor: this.#vendor, id }
  }

  /** The time in the namespace, in milliseconds since 1970. */
  now(): number {
    return this.#clock.now()
  }

  /** The counter that a change's plan must name to draw ids for rows of a kind. */
  idSequence(kind: string): string {
    return `${this.#vendor}.${kind}`
  }

  /** 16 bytes for the id of a row that a change writes. */
  drawId(read: RowsRead, kind: string): Buffer {
    const sequence = this.idSequence(kind)
    return this.#ids.draw(this.#namespace.name, sequence, () => read.next(sequence))
  }

  /** What `tell` makes of an owner's rows, all read at one moment. It is synchronous, and throws to refuse. */
  async look<T>(owner: Owner, plan: ReadPlan, tell: (read: RowsRead) => T): Promise<T> {
    return this.#records.change(owner, plan, read => ({ result: tell(read) }))
  }

  /** Like `Records.change`; removes the blobs of the freed rows when the change is made. */
  async change<T>(
    owner: Owner,
    plan: ReadPlan,
    decide: (read: RowsRead) => Writes & { readonly result: T },
  ): Promise<T>
  /** Makes a change that has nothing to tell. */
  async change(owner: Owner, plan: ReadPlan, decide: (read: RowsRead) => Writes): Promise<void>
  async change(
    owner: Owner,
    plan: ReadPlan,
    decide: (read: RowsRead) => Writes & { readonly result?: unknown },
  ): Promise<unknown> {
    const change = this.#records.change(owner, plan, read => {
      this.#request.requireOpen()
      const { free, result, ...change } = decide(read)
      const writes = (change.put?.length ?? 0) + (change.delete?.length ?? 0) > 0
      const touched = [...(change.put ?? []), ...(free ?? [])].filter(({ asset }) => asset !== undefined)
      const assets = [...new Set(touched.map(({ id }) => id))]
      return { ...change, result: { result, free: free ?? [], writes, assets } }
    })
    this.#request.follow(change)
    const { result, free, writes, assets } = await change
    if (writes) this.#request.changed(assets)
    // The change is made: bytes that can't be removed now cost room, no correctness, and the next start removes them.
    await Promise.allSettled(free.map(row => row.asset && this.#blobs.delete(row.asset.blob)))
    return result
  }

  /** An owner's rows of a kind, oldest first. */
  async list(owner: Owner, kind: string): Promise<readonly Row[]> {
    return this.#records.list({ namespace: this.#namespace, vendor: this.#vendor, owner: owner.id, kind })
  }

  /** The vendor's rows of a kind, of all owners, oldest first. */
  async listAll(kind: string): Promise<readonly Row[]> {
    return this.#records.list({ namespace: this.#namespace, vendor: this.#vendor, kind })
  }

  /** The vendor's row of a kind with this id; undefined when there is none. */
  async find(kind: string, id: string): Promise<Row | undefined> {
    const row = await this.#records.find(this.#namespace, id)
    return row?.vendor === this.#vendor && row.kind === kind ? row : undefined
  }

  /** A row's bytes for `serveAsset`, with their own type or another. */
  served(asset: Asset, type: string = asset.asset.type): Served {
    return { facts: { ...asset.asset, type }, etag: asset.id, open: range => this.read(asset, range) }
  }

  /** Opens a row's bytes, or a closed range of them. Rejects as `openAsset` of the stores. */
  read(asset: Asset, range?: ByteRange): Promise<Readable> {
    return openAsset(this.#blobs, asset, range)
  }
}

/** Whether a row has bytes. */
export function isAsset(row: Row | undefined): row is Asset {
  return row?.asset !== undefined
}
