import type { AssetFacts } from '../core/asset.ts'
import type { Namespace } from '../core/namespace.ts'

/** Whose rows: the unit of isolation, of locking and of quota. */
export interface Owner {
  readonly namespace: Namespace
  readonly vendor: string
  /** The vendor's name for the org, account, group, user or instance. */
  readonly id: string
}

/** What a vendor remembers of a row beside its asset: plain JSON of the vendor's own shape. */
export type RowData = { readonly [name: string]: unknown }

/** A remembered thing. */
export interface Row {
  /** Rises with each row written into a store: the order of age, and the cursor of a page. */
  readonly position: number
  readonly namespace: string
  readonly vendor: string
  readonly owner: string
  readonly kind: string
  /** Unique in its owner and kind. */
  readonly key: string
  /** Opaque, unique in its namespace. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly asset: AssetFacts | undefined
  readonly data: RowData
}

/** A row to write. One with the kind and key of a present row takes its place and keeps its position. */
export interface NewRow {
  readonly kind: string
  readonly key: string
  readonly id: string
  readonly createdAt: number
  readonly asset?: AssetFacts | undefined
  readonly data?: RowData | undefined
}

/** Names one row of an owner. */
export interface RowKey {
  readonly kind: string
  readonly key: string
}

/** What a change must know before it decides. */
export interface ReadPlan {
  /** Kinds of which every row of the owner is read. */
  readonly kinds?: readonly string[] | undefined
  /** Single rows of the owner. */
  readonly keys?: readonly RowKey[] | undefined
  /** Kinds of which the owner's rows are counted. */
  readonly counts?: readonly string[] | undefined
  /** Kinds of which the bytes of the owner's assets are summed. */
  readonly bytes?: readonly string[] | undefined
  /** Counters of the namespace of which the change may take numbers. */
  readonly sequences?: readonly string[] | undefined
}

/** What was read. Asking for what the plan does not name throws. */
export interface RowsRead {
  /** False in a generation that has ended: nothing is there, and nothing will be written. */
  readonly isLive: boolean
  /** Every row of a kind, oldest first. */
  all(kind: string): readonly Row[]
  find(kind: string, key: string): Row | undefined
  count(kind: string): number
  /** How many bytes the assets of a kind have together. */
  bytes(kind: string): number
  /** The next number of a counter: 1, 2, 3 … in a namespace, used up only if the change is made. */
  next(sequence: string): number
}

/** What a change does, all of it or nothing: first the deletions, then the rows. */
export interface Change<T> {
  readonly put?: readonly NewRow[] | undefined
  readonly delete?: readonly RowKey[] | undefined
  readonly result: T
}

/** Which rows a list shows. */
export interface RowFilter {
  readonly namespace: Namespace
  readonly vendor?: string | undefined
  readonly owner?: string | undefined
  readonly kind?: string | undefined
  /** Only rows that have bytes. */
  readonly assets?: boolean | undefined
  /** Only rows after this position. */
  readonly after?: number | undefined
  readonly limit?: number | undefined
}

/** All that a generation of a namespace remembers. */
export interface Contents {
  readonly rows: readonly (NewRow & { readonly vendor: string; readonly owner: string })[]
  /** The last number taken of each counter. */
  readonly sequences: ReadonlyMap<string, number>
}

/** Everything remembered, save bytes. */
export interface Records {
  /**
   * The namespace's present generation; a namespace exists from its first use. Where several servers share it, `isUse`
   * keeps it from seeming idle from here on.
   */
  open(name: string, isUse?: boolean): Promise<Namespace>
  /** The names of all namespaces that exist. */
  names(): Promise<readonly string[]>
  /**
   * Reads what `plan` names, lets `decide` choose the changes, applies them: alone on this owner, durably, all or
   * nothing. `decide` is synchronous and pure, and throws to refuse. In a generation that has ended it decides on
   * nothing, and nothing is applied.
   */
  change<T>(owner: Owner, plan: ReadPlan, decide: (read: RowsRead) => Change<T>): Promise<T>
  /** The rows that the filter names, oldest first. */
  list(filter: RowFilter): Promise<readonly Row[]>
  /** A row by its id; undefined when there is none. */
  find(namespace: Namespace, id: string): Promise<Row | undefined>
  /**
   * Ends the namespace's generation with all its rows and counters, and answers it; undefined when it never was. Where
   * several servers share it, `idleMs` spares a namespace that somebody used within that time.
   */
  drop(name: string, idleMs?: number): Promise<Namespace | undefined>
  /** The last number taken of each counter of a namespace. */
  sequences(namespace: Namespace): Promise<ReadonlyMap<string, number>>
  /** A generation that no request sees until it is adopted. */
  draft(name: string): Promise<Namespace>
  /**
   * Makes a draft its namespace's present generation, with these contents, all of them or nothing; answers the one
   * that it ends, undefined when there was none.
   */
  adopt(draft: Namespace, contents: Contents): Promise<Namespace | undefined>
  close(): Promise<void>
}
