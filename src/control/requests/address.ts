import type { JournalEntry } from '../../core/journal.ts'
import { namespacePath } from '../../core/namespace.ts'

/** The address that a request named, leading into its namespace. `query` without its question mark; empty for none. */
export function addressOf({ namespace, path }: JournalEntry, origin: string, query: string): string {
  return origin + namespacePath(namespace) + path + (query === '' ? '' : `?${query}`)
}
