import type { Excerpt, Finding } from '../../core/journal.ts'
import type { TracedBytes } from '../../media/traced-part.ts'
import type { WireTrace } from '../../media/wire-trace.ts'
import { maskForm, maskSecrets, maskUnparsed } from './mask-bytes.ts'

/** What is still at hand of a body. */
export interface Sent {
  readonly trace: WireTrace | undefined
  /** The name of the part that must be a file. */
  readonly file: string | undefined
  /** A JSON body. */
  readonly text: string | undefined
  /** Names that the vendor gives to secrets. */
  readonly secretNames: readonly string[]
}

/** How many bytes before and after a place are shown. */
const REACH = 48
const MAX_EXCERPTS = 4
/** How much is looked at of a form in which no part was found, in bytes. */
const MAX_UNPARSED = 4_096

/** The bytes around the places that findings name. What may be a secret, and all that was not understood, is masked. */
export function excerptsAt(findings: readonly Finding[], sent: Sent): readonly Excerpt[] {
  const places = findings.flatMap(({ severity, offset }) =>
    severity === 'note' || offset === null ? [] : [offset],
  )
  return [...new Set(places)]
    .slice(0, MAX_EXCERPTS)
    .map(offset => around(offset, sent))
    .filter(found => found !== undefined)
    .map(({ offset, bytes }) => ({ offset, base64: bytes.toString('base64') }))
}

function around(offset: number, sent: Sent): TracedBytes | undefined {
  const { trace, text } = sent
  const start = Math.max(0, offset - (offset % 16) - REACH)
  const end = start + 2 * REACH
  if (trace?.parts.length === 0)
    return {
      offset: start,
      bytes: maskUnparsed(trace.beginning.subarray(0, MAX_UNPARSED), sent.secretNames).subarray(start, end),
    }
  if (trace !== undefined) {
    const found = trace.around(offset, REACH)
    return found && { offset: found.offset, bytes: maskForm(found, { ...sent, trace }) }
  }
  if (text === undefined) return undefined
  // So many characters have no fewer bytes, and the rest of the text may be megabytes.
  const bytes = maskSecrets(Buffer.from(text.slice(0, end)).subarray(0, end), sent.secretNames)
  return { offset: start, bytes: bytes.subarray(start) }
}
