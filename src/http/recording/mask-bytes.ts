import type { TracedBytes, TracedPart } from '../../media/traced-part.ts'
import type { WireTrace } from '../../media/wire-trace.ts'
import { isSecretName } from './secret-names.ts'
import { secretSpans } from './secret-spans.ts'

const MASK = 0x2a
/** The lines of a part's header that are shown: https://www.rfc-editor.org/rfc/rfc7578#section-4.8 */
const PART_HEADER = /^content-(?:disposition|type|transfer-encoding|length)[ \t]*:/i
/** A boundary's characters: https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1 */
const DELIMITER = /^--[\w'()+,./:=? -]{1,72}$/
const WORDS = /[\t\x20-\x7e]+/g
/** What text has at its beginning, and images, sound and film have not. */
const IS_TEXT = /^[\t\r\n\x20-\x7e\x80-\xff]*$/
/** How long the words may be that are shown of a file: a format's own, such as `JFIF`, are short. */
const MAX_WORDS = 7
const LINE_END = Buffer.from('\r\n')
const CLOSING = Buffer.from('--')

/** What a form's bytes are masked by. */
export interface MaskedForm {
  readonly trace: WireTrace
  /** The name of the part that must be a file. */
  readonly file: string | undefined
  /** Names that the vendor gives to secrets. */
  readonly secretNames: readonly string[]
}

/** A copy of a text's bytes in which those of secrets are masked. */
export function maskSecrets(bytes: Buffer, secretNames: readonly string[]): Buffer {
  const copy = Buffer.from(bytes)
  for (const { start, end } of secretSpans(bytes.toString('latin1'), secretNames)) copy.fill(MASK, start, end)
  return copy
}

/**
 * A copy of some bytes of a form of which nothing shows but its delimiters, the headers of its parts, and the content of
 * files, save words in what is not text, what stands under a secret's name in text, and files that have such a name.
 */
export function maskForm(seen: TracedBytes, form: MaskedForm): Buffer {
  const { trace, secretNames } = form
  const copy = Buffer.alloc(seen.bytes.length, MASK)
  const show = (shown: TracedBytes) => {
    const begin = shown.offset - seen.offset
    const from = Math.max(-begin, 0)
    if (from < shown.bytes.length) shown.bytes.copy(copy, Math.max(begin, 0), from)
  }
  let end = (trace.parts[0]?.offset ?? 0) - trace.delimiterBytes - LINE_END.length
  for (const part of trace.parts) {
    const begin = end
    end = part.contentEnd ?? Number.POSITIVE_INFINITY
    // Of a part elsewhere nothing would show, and there may be many.
    if (end < seen.offset || begin > seen.offset + seen.bytes.length) continue
    show(slice(seen, begin, part.offset))
    show({ offset: part.offset, bytes: maskHeader(part, secretNames) })
    if (isShown(part, form)) show(maskContent(slice(seen, part.contentOffset ?? end, end), part, form))
  }
  show(slice(seen, end, end + trace.delimiterBytes + CLOSING.length + LINE_END.length))
  return copy
}

/**
 * A copy of the beginning of a form in which no part was found. Nothing shows but ends of lines, the first delimiter
 * wherever it stands, and the lines of a part's header behind one.
 */
export function maskUnparsed(bytes: Buffer, secretNames: readonly string[]): Buffer {
  const lines = linesOf(bytes.toString('latin1'))
  const delimiter = lines.find(line => DELIMITER.test(line.trimEnd()))?.trimEnd()
  let isHeader = false
  const shown = lines.map(line => {
    const text = line.trimEnd()
    if (delimiter !== undefined && (text === delimiter || text === `${delimiter}--`)) {
      isHeader = true
      return line
    }
    isHeader &&= PART_HEADER.test(line)
    return isHeader ? line : masked(line)
  })
  return maskSecrets(Buffer.from(shown.join(''), 'latin1'), secretNames)
}

function slice({ offset, bytes }: TracedBytes, from: number, to: number): TracedBytes {
  const begin = Math.max(from - offset, 0)
  return { offset: offset + begin, bytes: bytes.subarray(begin, Math.max(to - offset, begin)) }
}

function isShown({ header, contentEnd }: TracedPart, { trace, file, secretNames }: MaskedForm): boolean {
  const name = header.parameter('name') ?? ''
  // Behind the last part that is followed there may be others.
  if (isSecretName(name, secretNames) || (trace.isFull && contentEnd === undefined)) return false
  return header.styleOf('filename') !== 'absent' || name === file
}

/** Of a file that is text what stands under a secret's name is masked, and all of it where its beginning is unseen. */
function maskContent(seen: TracedBytes, part: TracedPart, { secretNames }: MaskedForm): TracedBytes {
  const { contentOffset = seen.offset, contentEnd = Number.POSITIVE_INFINITY, contentHead } = part
  if (!IS_TEXT.test(contentHead.toString('latin1'))) return withoutWords(seen, contentOffset, contentEnd)
  const isWhole = seen.offset === contentOffset
  return {
    ...seen,
    bytes: isWhole ? maskSecrets(seen.bytes, secretNames) : Buffer.alloc(seen.bytes.length, MASK),
  }
}

/** The lines of a part's header up to the first that is none, and the line ends behind them. */
function maskHeader({ header }: TracedPart, secretNames: readonly string[]): Buffer {
  const isSecret = isSecretName(header.parameter('name') ?? '', secretNames)
  let isHeader = true
  const shown = linesOf(Buffer.from(header.lines).toString('latin1')).map(line => {
    isHeader &&= PART_HEADER.test(line)
    if (!isHeader) return masked(line)
    return isSecret ? withoutFilename(line) : line
  })
  const bytes = maskSecrets(Buffer.from(shown.join(''), 'latin1'), secretNames)
  return header.lines.length === header.text.length ? Buffer.concat([bytes, LINE_END, LINE_END]) : bytes
}

/** Of a header's line of a secret's part, what tells that it is one. */
function withoutFilename(line: string): string {
  const end = /^content-disposition/i.test(line) ? line.search(/filename/i) : 0
  return end < 0 ? line : line.slice(0, end) + masked(line.slice(end))
}

/** Bytes of a file with the longer texts in it masked, and those at either end, of which the rest is unseen. */
function withoutWords({ offset, bytes }: TracedBytes, begin: number, end: number): TracedBytes {
  const copy = Buffer.from(bytes)
  for (const { 0: words, index } of bytes.toString('latin1').matchAll(WORDS)) {
    const isAtEnd = index + words.length === bytes.length && offset + bytes.length < end
    if (words.length > MAX_WORDS || (index === 0 && offset > begin) || isAtEnd)
      copy.fill(MASK, index, index + words.length)
  }
  return { offset, bytes: copy }
}

/** The lines of a text, each with its end, which may be bare. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/)
}

function masked(line: string): string {
  return line.replace(/[^\r\n]/g, '*')
}
