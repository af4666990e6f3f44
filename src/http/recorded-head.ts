import type { IncomingMessage } from 'node:http'
import type { JournalEntry, JournalResponse } from '../core/journal.ts'
import type { Head } from './head.ts'
import { withoutSecrets, withoutSecretText } from './redact.ts'
import type { MountedVendor } from './vendor.ts'

/** A reply as the journal keeps it. Bytes that are no text are left out. */
export function toJournalResponse(
  status: number,
  headers: { readonly [name: string]: unknown },
  payload: unknown,
): JournalResponse {
  const body =
    typeof payload === 'string'
      ? withoutSecretText(payload)
      : payload === undefined || payload === null
        ? ''
        : null
  return { status, headers: withoutSecrets(headers), body }
}

/** What Content-Length announces, in bytes; undefined where it is absent. */
export function announcedLength(raw: IncomingMessage): number | undefined {
  const length = raw.headers['content-length']
  return length === undefined ? undefined : Number(length)
}

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
