import { isSecretName } from './secret-names.ts'

/** Where in a text a secret stands: from its first character to behind its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

const HAS_SIGN = /[=:]|%3[ad]/i
const NAME = /[\w.$\\-]+/g
/** What may stand between a name and its value: the end of quotes and brackets around the name, and a sign. */
const BEFORE_VALUE = /([\\"'\]]{0,5}|%22|%5d) {0,8}([=:]|%3[ad])[ \t\r\n]{0,64}\\{0,3}/iy
const END_OF_PARAMETER = /[&"<>\r\n]/g
const END_OF_LINE = /[\r\n]/g
const END_OF_BARE = /[,}\]\r\n]/g
const QUOTE_OR_BRACKET = /["{}[\]]/g
/** A user and password before the host of an address. */
const USER_INFO = /\/\/([^/?#\s@]+)@/g
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]*$/

/**
 * Finds the values that stand under the name of a secret in a text of any kind, be it cut or malformed: an address, a
 * form, JSON, JSON in JSON, headers. In doubt a span is longer than the secret. They are in order and apart. Takes a time
 * that grows with the text alone.
 */
export function secretSpans(text: string, own: readonly string[] = []): readonly Span[] {
  if (!HAS_SIGN.test(text)) return []
  const spans: Span[] = []
  for (const { 1: user = '', index } of text.matchAll(USER_INFO))
    spans.push({ start: index + 2, end: index + 2 + user.length })
  NAME.lastIndex = 0
  for (let found = NAME.exec(text); found !== null; found = NAME.exec(text)) {
    const behind = NAME.lastIndex
    const span = valueSpan(text, { name: found[0], start: found.index, end: behind }, own)
    if (span !== undefined) spans.push(span)
    NAME.lastIndex = Math.max(behind, span?.end ?? 0)
  }
  return merged(spans)
}

/** A text with what its spans cover replaced. */
export function replaceSpans(text: string, spans: readonly Span[], by: string): string {
  let copied = 0
  const kept: string[] = []
  for (const { start, end } of spans) {
    kept.push(text.slice(copied, start), by)
    copied = end
  }
  return kept.length === 0 ? text : kept.join('') + text.slice(copied)
}

function valueSpan(
  text: string,
  { name, start, end }: Span & { readonly name: string },
  own: readonly string[],
): Span | undefined {
  BEFORE_VALUE.lastIndex = end
  const before = BEFORE_VALUE.exec(text)
  if (before === null || !isSecretName(name, own)) return undefined
  const at = BEFORE_VALUE.lastIndex
  const [, close = '', sign = ''] = before
  if (text[at] === '"') return { start: at + 1, end: endOfText(text, at) }
  if (sign === '=' || sign.toLowerCase() === '%3d')
    return { start: at, end: placeOf(END_OF_PARAMETER, text, at) }
  // A name without quotes before a colon may be any word of a sentence, unless a line begins with it as with a header's.
  const isQuoted = close !== '' || name.endsWith('\\')
  if (isQuoted) return { start: at, end: endOfJson(text, at) }
  const isAtLine = start === 0 || /[\r\n]/.test(text.charAt(start - 1))
  return isAtLine && HEADER_NAME.test(name) ? { start: at, end: placeOf(END_OF_LINE, text, at) } : undefined
}

/** The place of the quote that ends a text which begins at a quote; the length of all where none ends it. */
function endOfText(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end
    while (first > begin + 1 && text[first - 1] === '\\') first -= 1
    // In JSON that is itself a text in JSON its quotes are escaped as the one that began it.
    if ((end - first) % 2 === 0 || text[begin - 1] === '\\') return end
  }
  return text.length
}

/** Behind a member's value that is no text: behind its last bracket, else where the next member begins. */
function endOfJson(text: string, at: number): number {
  if (!/[[{]/.test(text.charAt(at))) return placeOf(END_OF_BARE, text, at)
  let depth = 0
  QUOTE_OR_BRACKET.lastIndex = at
  for (let found = QUOTE_OR_BRACKET.exec(text); found !== null; found = QUOTE_OR_BRACKET.exec(text)) {
    const [sign] = found
    if (sign === '"') QUOTE_OR_BRACKET.lastIndex = endOfText(text, found.index) + 1
    else depth += sign === '{' || sign === '[' ? 1 : -1
    if (depth === 0) return found.index + 1
  }
  return text.length
}

function placeOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? text.length
}

function merged(spans: readonly Span[]): readonly Span[] {
  const kept: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = kept.at(-1)
    if (last === undefined || span.start >= last.end) {
      if (span.end > span.start) kept.push(span)
    } else if (span.end > last.end) kept[kept.length - 1] = { start: last.start, end: span.end }
  }
  return kept
}
