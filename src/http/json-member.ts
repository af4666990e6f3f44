/** Where the value of a member begins in a JSON text, in characters; behind the quote where it is a text. Null where it is absent. */
export function indexOfMember(text: string, name: string): number | null {
  const found = new RegExp(`"${name.replace(/[^\w]/g, '\\$&')}"\\s*:\\s*"?`).exec(text)
  return found === null ? null : found.index + found[0].length
}
