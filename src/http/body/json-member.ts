import { patternOf } from '../../core/text.ts'

/** Where the value of a member begins in a JSON text, in characters; behind the quote where it is a text. Null where it is absent. */
export function indexOfMember(text: string, name: string): number | null {
  const found = new RegExp(`"${patternOf(name)}"\\s*:\\s*"?`).exec(text)
  return found === null ? null : found.index + found[0].length
}

/** Where the character at `place` of a member's text stands in the JSON text, in bytes: an escape is several long. */
export function placeInMember(text: string, name: string, place: number): number | null {
  let at = indexOfMember(text, name)
  if (at === null) return null
  for (let left = place; left > 0 && at < text.length; left--)
    at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2
  return Buffer.byteLength(text.slice(0, at))
}
