import type { JournalEntry } from '../../core/journal.ts'
import type { Namespace } from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import type { Journal, JournalFilter } from '../../storage/journal.ts'
import { onePage } from '../paging.ts'
import type { ControlScope } from '../scope.ts'

/** The journal's entries, with what is known of the files in them. */
export class Entries {
  readonly #journal: Journal
  readonly #assets: ControlScope['assets']

  constructor({ stores, assets }: Pick<ControlScope, 'stores' | 'assets'>) {
    this.#journal = stores.journal
    this.#assets = assets
  }

  /** One page of what the filter names, oldest first, and the cursor of the next; undefined on the last page. */
  async page(namespace: Namespace, filter: JournalFilter & { readonly limit: number }) {
    const rows = await this.#journal.list(namespace, { ...filter, limit: filter.limit + 1 })
    const items = onePage(rows, filter.limit)
    return {
      items: items.map(({ entry }) => entry),
      next: rows.length > items.length ? items.at(-1)?.position : undefined,
    }
  }

  /** The entry with this id. Throws `not-found`. */
  async find(namespace: Namespace, id: string): Promise<JournalEntry> {
    const entry = await this.#journal.find(namespace, id)
    if (entry === undefined) throw new ApiError({ kind: 'not-found', resource: 'request', id })
    return entry
  }

  /** The entries with the hashes of files that are still there. */
  async withHashes(entries: readonly JournalEntry[]): Promise<readonly JournalEntry[]> {
    return Promise.all(entries.map(entry => this.withHash(entry)))
  }

  /** The entry with the hashes of files that are still there. */
  async withHash(entry: JournalEntry): Promise<JournalEntry> {
    const parts = entry.parts.map(async part =>
      part.sha256 !== null || part.blob === null
        ? part
        : { ...part, sha256: (await this.#assets.hashOfPart(part, part.blob)) ?? null },
    )
    return { ...entry, parts: await Promise.all(parts) }
  }
}
