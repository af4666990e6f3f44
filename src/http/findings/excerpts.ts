import type { Excerpt, Finding } from '../../core/journal.ts'
import type { TracedBytes } from '../../media/traced-part.ts'
import type { WireTrace } from '../../media/wire-trace.ts'

/** What is still at hand of a body. */
export interface Sent {
  readonly trace: WireTrace | undefined
  /** The name of the part that must be a file. */
  readonly file: string | undefined
  /** A JSON body. */
  readonly text: string | undefined
}

/** How many bytes before and after a place are shown. */
const REACH = 48
const MAX_EXCERPTS = 4
const MASK = 0x2a
/** How much is looked at of a form in which no part was found, in bytes. */
const MAX_UNPARSED = 4_096

/** The bytes around the places that findings name. The values of text fields are masked: one may be a password. */
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

function around(offset: number, { trace, file, text }: Sent): TracedBytes | undefined {
  const start = Math.max(0, offset - (offset % 16) - REACH)
  if (trace !== undefined) {
    if (trace.parts.length === 0)
      return { offset: start, bytes: maskUnparsed(trace.beginning).subarray(start, start + 2 * REACH) }
    const found = trace.around(offset, REACH)
    return found && masked(found, trace, file)
  }
  if (text === undefined) return undefined
  // So many characters have no fewer bytes, and the rest of the text may be megabytes.
  const end = start + 2 * REACH
  return { offset: start, bytes: Buffer.from(text.slice(0, end)).subarray(start, end) }
}

function masked({ offset, bytes }: TracedBytes, trace: WireTrace, file: string | undefined): TracedBytes {
  const copy = Buffer.from(bytes)
  for (const part of trace.parts) {
    const isFile = part.header.styleOf('filename') !== 'absent' || part.header.parameter('name') === file
    if (isFile) continue
    // A header that ends in a bare line end is taken for longer than it is.
    const begin = part.offset + Buffer.byteLength(part.header.lines)
    const end = part.contentEnd ?? trace.size
    copy.fill(MASK, clamp(begin - offset, copy), clamp(end - offset, copy))
  }
  return { offset, bytes: copy }
}

function clamp(at: number, { length }: Buffer): number {
  return Math.min(Math.max(at, 0), length)
}

/**
 * Masks, in a form in which no part was found, what looks like a field's value, up to the next line that looks like the
 * form's first.
 */
function maskUnparsed(beginning: Buffer): Buffer {
  const copy = Buffer.from(beginning.subarray(0, MAX_UNPARSED))
  const lines = linesOf(copy.toString('latin1'))
  const delimiter = lines.find(({ text }) => text.trim() !== '')?.text.trim() ?? ''
  let place: 'outside' | 'header' | 'value' = 'outside'
  let begin = 0
  let behind = 0
  for (const { text, start, end } of lines) {
    if (place === 'header' && text === '') {
      place = 'value'
      begin = end
    } else if (place === 'value' && delimiter.startsWith('--') && text.startsWith(delimiter)) {
      place = 'outside'
      // The line's end before it belongs to the delimiter.
      copy.fill(MASK, begin, Math.max(begin, behind))
    } else if (place === 'outside' && isFieldsHeader(text)) place = 'header'
    behind = start + text.length
  }
  if (place === 'value') copy.fill(MASK, begin)
  return copy
}

function isFieldsHeader(line: string): boolean {
  const at = line.search(/content-disposition:/i)
  return at >= 0 && !/filename/i.test(line.slice(at))
}

/** The lines of a text without their ends, which may be bare; `start` and `end` are where each begins and the next one does. */
function linesOf(
  text: string,
): readonly { readonly text: string; readonly start: number; readonly end: number }[] {
  let end = 0
  return text.split('\n').map(line => {
    const start = end
    end += line.length + 1
    return { text: line.endsWith('\r') ? line.slice(0, -1) : line, start, end }
  })
}
