/**
 * What a terminal acts on instead of showing it: control characters, marks and overrides of the writing's direction,
 * separators of lines. Source: https://www.unicode.org/reports/tr36/ (spoofing), ECMA-48 (control sequences)
 */
const ACTIVE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/**
 * A text as it may stand in one line of a terminal or a log: what would act there is written as `\u001b`, which is
 * the same text to whoever reads the line as JSON.
 */
export function printable(text: string): string {
  return text.replace(
    ACTIVE,
    character => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}

/** As `printable`, for a text whose own lines stay lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/**
 * A text as one word of a shell: of a POSIX shell, and where the text holds what acts on a terminal, of bash, which
 * alone can write that visibly.
 */
export function shellQuoted(text: string): string {
  if (text.search(ACTIVE) < 0) return `'${text.replaceAll("'", `'\\''`)}'`
  return `$'${printable(text.replace(/['\\]/g, '\\$&'))}'`
}

/**
 * An address as words of a curl line: with what keeps curl from taking brackets for a pattern of many addresses, and
 * from resolving a path with dots itself, where the address has them. Source: https://curl.se/docs/manpage.html
 */
export function curlAddress(url: string): string {
  const flags = [
    ...(/[[\]{}]/.test(url) ? ['-g'] : []),
    ...(/^[^?]*\/\.\.?(?:[/?]|$)/.test(url) ? ['--path-as-is'] : []),
  ]
  return [...flags, shellQuoted(url)].join(' ')
}

/** A text without the slashes at its end. */
export function withoutEndSlashes(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end -= 1
  return text.slice(0, end)
}

/** V8 copies a part of a text that is shorter, and lets a longer one point into the whole. */
const COPIED = 12

/** The same text, in memory of its own: a part of another text keeps all of that alive. */
export function ownText(text: string): string {
  return text.length <= COPIED ? text : (JSON.parse(JSON.stringify(text)) as string)
}

/** Each line of a text moved in by three spaces. */
export function indented(text: string): string {
  return text.replace(/^/gm, '   ')
}

/** How many characters a value of plain objects, lists and texts has, roughly as JSON. */
export function charsIn(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  let sum = 0
  // To make entries of them would cost as much as all the rest.
  for (const key in value) sum += key.length + charsIn((value as { readonly [key: string]: unknown })[key])
  return sum
}
