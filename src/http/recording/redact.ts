import { schemeIn } from '../request/head.ts'
import { cutText } from './cut-text.ts'
import { isSecretName } from './secret-names.ts'
import { replaceSpans, secretSpans } from './secret-spans.ts'

/** What stands in the place of a secret. */
export const SECRET = '[secret]'

/** How long a text may be that is kept whole. */
const MAX_TEXT = 256
const MAX_HEADER = 1_024
const MAX_REPLY = 4_096
/** How much of a body is kept: its depth, and the members of each object or array. */
export const KEPT_BODY = { depth: 20, members: 1_000 } as const
/** All texts of it together. */
const MAX_CHARS = 65_536
/** How many characters of a body's texts are looked through for secrets before they are cut; those after, when they are. */
const MAX_LOOKED = 262_144

/** What no name has that was read as what it is. */
const NO_NAME = /["{}<>\r\n]/
/** What a secret's name may have for its value that is none: whether there is one, when it ends, its hash. */
const NO_SECRET = /^(?:-?\d+(?:\.\d+)?|true|false|null|sha256:[0-9a-f]+)$/

/** Headers with secrets masked; of a header that names its scheme, the scheme stays. */
export function withoutSecrets(
  headers: { readonly [name: string]: unknown },
  own: readonly string[] = [],
): { [name: string]: string } {
  const kept: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const text = Array.isArray(value) ? value.join(', ') : String(value)
    kept[name] = isSecretName(name, own) ? masked(text) : shown(text, MAX_HEADER, own)
  }
  return kept
}

/** Parameters of a query or form, with secrets masked and long values cut. */
export function withoutSecretValues(
  values: Iterable<readonly [string, string]>,
  own: readonly string[] = [],
): { [name: string]: string } {
  const kept = new Map<string, string>()
  for (const [name, value] of values) {
    if (kept.size === KEPT_BODY.members) break
    kept.set(shownName(name, own), isSecretName(name, own) ? SECRET : shown(value, MAX_TEXT, own))
  }
  return Object.fromEntries(kept)
}

/**
 * A JSON value with secrets masked, long texts cut and large objects thinned. A name with a line break is none of
 * JSON's or a form's: there a body of another type was read as one, and null is all that is safe to tell.
 */
export function withoutSecretMembers(value: unknown, own: readonly string[] = []): unknown {
  let chars = MAX_CHARS
  let looked = 0
  const copy = (one: unknown, depth: number): unknown => {
    if (typeof one === 'string') {
      looked += one.length
      const text = looked > MAX_LOOKED ? shownCut(one, MAX_TEXT, own) : shown(one, MAX_TEXT, own)
      chars -= text.length
      return chars < 0 ? '…' : text
    }
    if (typeof one !== 'object' || one === null) return one
    if (depth === KEPT_BODY.depth || chars < 0) return '…'
    if (Array.isArray(one)) return one.slice(0, KEPT_BODY.members).map(member => copy(member, depth + 1))
    const members = Object.entries(one).slice(0, KEPT_BODY.members)
    return Object.fromEntries(
      members.map(([name, member]) => {
        chars -= name.length
        return [shownName(name, own), isSecretName(name, own) ? SECRET : copy(member, depth + 1)]
      }),
    )
  }
  const isForm =
    typeof value === 'object' && value !== null && Object.keys(value).some(name => /[\r\n]/.test(name))
  return isForm ? null : copy(value, 0)
}

/** A reply's text with what stands in it under the name of a secret masked, cut where it is long. Numbers stay. */
export function withoutSecretText(text: string, own: readonly string[] = []): string {
  return text.length > MAX_CHARS
    ? shownCut(text, MAX_REPLY, own)
    : cutText(withoutSecretPhrases(text, own), MAX_REPLY)
}

/** A text of any kind with what stands in it under the name of a secret masked. Numbers and hashes stay. */
export function withoutSecretPhrases(text: string, own: readonly string[] = []): string {
  const spans = secretSpans(text, own).filter(({ start, end }) => !NO_SECRET.test(text.slice(start, end)))
  const isOpen = spans.some(span => span.end === text.length && text[span.start - 1] === '"')
  return replaceSpans(text, spans, SECRET) + (isOpen ? '"' : '')
}

/** The name of a parameter, a field or a member; where that can be none, because another kind of body was read as one, its length. */
export function shownName(name: string, own: readonly string[] = []): string {
  return NO_NAME.test(name) ? `[${name.length} characters]` : shown(name, MAX_TEXT, own)
}

function shown(text: string, max: number, own: readonly string[]): string {
  return text.length > MAX_CHARS
    ? shownCut(text, max, own)
    : cutText(replaceSpans(text, secretSpans(text, own), SECRET), max)
}

/** Cut before it is looked through: to look through much text takes its time. */
function shownCut(text: string, max: number, own: readonly string[]): string {
  return withoutSecretPhrases(cutText(text, max), own)
}

function masked(text: string): string {
  const scheme = schemeIn(text)
  return scheme === undefined ? SECRET : `${scheme} ${SECRET}`
}
