import type { IncomingHttpHeaders } from 'node:http'
import type { Finding } from '../../core/journal.ts'

/** Clients refuse headers that are much longer. */
const MAX_FINDINGS_CHARS = 4_096

/** Whether a reply tells what the journal says of it: always, or since its request asks for that. */
export function tellsFindings(always: boolean, headers: IncomingHttpHeaders): boolean {
  return always || headers['x-mock-explain'] === '1'
}

/** Headers that name a request's entry in the journal, and what the rules say of it. */
export function findingHeaders(
  id: string,
  findings: readonly Finding[],
): { readonly 'x-mock-request-id': string; readonly 'x-mock-findings': string } {
  const told = findings.map(({ rule, message }) => `${rule}: ${message}`)
  const text = told.length === 0 ? 'none' : told.join('; ').replace(/[^\x20-\x7e]+/g, ' ')
  return { 'x-mock-request-id': id, 'x-mock-findings': text.slice(0, MAX_FINDINGS_CHARS) }
}
