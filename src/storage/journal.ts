import type { JournalEntry, Outcome } from '../core/journal.ts'
import type { Namespace } from '../core/namespace.ts'

/** An entry in its place. */
export interface JournalRow {
  /** Rises with each entry: the order of answers, and the cursor of a page. */
  readonly position: number
  readonly entry: JournalEntry
}

/** Which entries a list shows. */
export interface JournalFilter {
  readonly vendor?: string | undefined
  readonly operation?: string | undefined
  readonly outcome?: Outcome | undefined
  /** Only requests received at this time or later, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** Only entries after this position. */
  readonly after?: number | undefined
  readonly limit?: number | undefined
}

/** How many entries were let go of, by vendor and operation: what a verification can no longer see. */
export interface Eviction {
  readonly vendor: string
  readonly operation: string | null
  readonly count: number
}

/** Remembers each namespace's requests, up to a limit. A reset forgets them. */
export interface Journal {
  /** Adds an entry; it can be read once this resolves. Where that is too much the oldest ones go: answers how many. */
  add(namespace: Namespace, entry: JournalEntry): Promise<number>
  /** The entries that the filter names, oldest first. */
  list(namespace: Namespace, filter: JournalFilter): Promise<readonly JournalRow[]>
  find(namespace: Namespace, id: string): Promise<JournalEntry | undefined>
  /** How many entries there are. */
  count(namespace: Namespace): Promise<number>
  /** What was let go of since the last `clear`. */
  evicted(namespace: Namespace): Promise<readonly Eviction[]>
  /** Forgets all entries, and what was evicted. */
  clear(namespace: Namespace): Promise<void>
  /** Lets go of what a generation held that has ended: nobody asks for it any more. */
  end(namespace: Namespace): Promise<void>
  close(): Promise<void>
}

/** How much of journals is kept: for each namespace, and in all of them together. */
export interface JournalLimits {
  readonly entries: number
  /** How much memory its entries take, in bytes, roughly. */
  readonly bytes: number
  /** That of all namespaces: beyond, the oldest entries of all go. */
  readonly totalBytes: number
}
