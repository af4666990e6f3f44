import type { JournalEntry } from '../../core/journal.ts'
import type { Head } from '../request/head.ts'
import type { MountedVendor } from './vendor.ts'

/** Whom a request names: the ids in its path, and what the vendor's own parameter says. */
export function ownersOf(
  { head, params }: { readonly head: Head; readonly params: unknown },
  { ownerParameter }: Pick<MountedVendor, 'ownerParameter'>,
): readonly string[] {
  const inPath = Object.values(typeof params === 'object' && params !== null ? params : {})
  const inQuery = ownerParameter === undefined ? undefined : head.query.get(ownerParameter)
  return [...inPath, inQuery].filter(one => typeof one === 'string' && one !== '')
}

/** A user's name or key id; a token has none to show. */
export function namesIn(credential: JournalEntry['credential']): readonly string[] {
  return credential === null || credential.id === '' || credential.id.startsWith('sha256:')
    ? []
    : [credential.id]
}
