/** A text as one word of a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A text as a pattern that matches it and nothing else. */
export function patternOf(text: string): string {
  return text.replace(/[^\w\s]/g, '\\$&')
}

/** Each line of a text moved in by three spaces. */
export function indented(text: string): string {
  return text.replace(/^/gm, '   ')
}
