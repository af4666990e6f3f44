/** Roughly what V8 takes, in bytes: for a reference or a number, a text beside its characters, an object or a list, a member's name. */
const SLOT = 8
const TEXT = 24
const OBJECT = 56
const MEMBER = 24
/** Of a shorter text it is not looked whether its characters take one byte or two. */
const LONG_TEXT = 256

/** Roughly how many bytes a plain value takes in memory: to write it as JSON would cost more than to keep it. */
export function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return SLOT + TEXT + sizeOfText(value)
  if (typeof value !== 'object' || value === null) return SLOT
  let sum = SLOT + OBJECT
  if (Array.isArray(value)) for (const one of value) sum += sizeOfValue(one)
  // To make entries of an object would cost as much as all the rest.
  else for (const name in value) sum += MEMBER + name.length + sizeOfValue((value as PlainObject)[name])
  return sum
}

type PlainObject = { readonly [name: string]: unknown }

function sizeOfText(text: string): number {
  return text.length < LONG_TEXT ? 2 * text.length : Buffer.byteLength(text)
}
