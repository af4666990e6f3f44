import type { JournalResponse } from '../../core/journal.ts'
import { withoutSecrets, withoutSecretText } from './redact.ts'

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
