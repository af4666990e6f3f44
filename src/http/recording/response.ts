import type { JournalResponse } from '../../core/journal.ts'
import { withoutSecrets, withoutSecretText } from './redact.ts'

/** A reply as the journal keeps it. Bytes that are no text are left out. */
export function toJournalResponse(
  status: number,
  headers: { readonly [name: string]: unknown },
  payload: unknown,
  secretNames: readonly string[],
): JournalResponse {
  const body =
    typeof payload === 'string'
      ? withoutSecretText(payload, secretNames)
      : payload === undefined || payload === null
        ? ''
        : null
  return { status, headers: withoutSecrets(headers, secretNames), body }
}
