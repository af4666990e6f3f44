/** Where the value of a member begins in a JSON text, in bytes; after the quote where it is a text. Null where it is absent. */
export function offsetOfMember(text: string, name: string): number | null {
  const found = new RegExp(`"${name.replace(/[^\w]/g, '\\$&')}"\\s*:\\s*"?`).exec(text)
  return found === null ? null : Buffer.byteLength(text.slice(0, found.index + found[0].length))
}
