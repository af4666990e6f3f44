/** A text as one word of a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A text without the slashes at its end. */
export function withoutEndSlashes(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end -= 1
  return text.slice(0, end)
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
