import { schemeIn } from '../request/head.ts'
import { cutText } from './cut-text.ts'

/** What stands in the place of a secret. */
export const SECRET = '[secret]'

const SECRET_HEADER = /^(?:proxy-)?authorization$|cookie|token|secret|password|signature|api-?key/i
/** Names of parameters, fields and members whose values are secrets. A page's token is none. */
const SECRET_NAME =
  /^(?!next_?page_?token$|next_?token$).*(?:pass(?:word|wd)|secret|token|signature|assertion|api_?key)/i
/** What stands between a member's name and its value, where that is a text. */
const BEFORE_TEXT = /\s*:\s*"/y
/** The secrets in an address: a user and password before the host, and parameters. */
const USER_INFO = /(\/\/)[^/?#\s@]+@/g
const PARAMETER = /([?&])([^?=&\s]+)=[^&\s#]*/g

/** How long a text may be that is kept whole. */
const MAX_TEXT = 256
const MAX_HEADER = 1_024
const MAX_REPLY = 4_096
/** How much of a body is kept: its depth, and the members of each object or array. */
export const KEPT_BODY = { depth: 20, members: 1_000 } as const
/** All texts of it together. */
const MAX_CHARS = 65_536

/** Headers with secrets masked; of a header that names its scheme, the scheme stays. */
export function withoutSecrets(headers: { readonly [name: string]: unknown }): { [name: string]: string } {
  const kept: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const text = Array.isArray(value) ? value.join(', ') : String(value)
    kept[name] = SECRET_HEADER.test(name) ? masked(text) : cutText(withoutSecretAddress(text), MAX_HEADER)
  }
  return kept
}

/** Parameters of a query or form, with secrets masked and long values cut. */
export function withoutSecretValues(values: Iterable<readonly [string, string]>): { [name: string]: string } {
  const kept = new Map<string, string>()
  for (const [name, value] of values) {
    if (kept.size === KEPT_BODY.members) break
    kept.set(
      cutText(name, MAX_TEXT),
      SECRET_NAME.test(name) ? SECRET : cutText(withoutSecretAddress(value), MAX_TEXT),
    )
  }
  return Object.fromEntries(kept)
}

/**
 * A JSON value with secrets masked, long texts cut and large objects thinned. A name with a line break is none of
 * JSON's or a form's: there a body of another type was read as one, and null is all that is safe to tell.
 */
export function withoutSecretMembers(value: unknown): unknown {
  let chars = MAX_CHARS
  const copy = (one: unknown, depth: number): unknown => {
    if (typeof one === 'string') {
      const text = cutText(withoutSecretAddress(one), MAX_TEXT)
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
        return [cutText(name, MAX_TEXT), SECRET_NAME.test(name) ? SECRET : copy(member, depth + 1)]
      }),
    )
  }
  const isForm =
    typeof value === 'object' && value !== null && Object.keys(value).some(name => /[\r\n]/.test(name))
  return isForm ? null : copy(value, 0)
}

/** A reply's text with the values of secret members masked, cut where it is long. */
export function withoutSecretText(text: string): string {
  return cutText(withoutSecretAddress(withoutSecretTexts(text)), MAX_REPLY)
}

/** A JSON text with the texts of secret members masked. Each text in it is passed once. */
function withoutSecretTexts(json: string): string {
  const kept: string[] = []
  let copied = 0
  for (let begin = json.indexOf('"'); begin >= 0; ) {
    let end = endOfText(json, begin)
    BEFORE_TEXT.lastIndex = end
    if (BEFORE_TEXT.test(json)) {
      const value = BEFORE_TEXT.lastIndex - 1
      const isSecret = SECRET_NAME.test(json.slice(begin + 1, end - 1))
      end = endOfText(json, value)
      if (isSecret) {
        kept.push(json.slice(copied, value), JSON.stringify(SECRET))
        copied = end
      }
    }
    begin = json.indexOf('"', end)
  }
  return copied === 0 ? json : kept.join('') + json.slice(copied)
}

/** The place behind the quote that ends a JSON text which begins at a quote; the length of all where none ends it. */
function endOfText(json: string, begin: number): number {
  for (let end = json.indexOf('"', begin + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let first = end
    while (json[first - 1] === '\\') first -= 1
    if ((end - first) % 2 === 0) return end + 1
  }
  return json.length
}

function withoutSecretAddress(text: string): string {
  if (!text.includes('://') || text.length > MAX_CHARS) return text
  return text
    .replace(USER_INFO, `$1${SECRET}@`)
    .replace(PARAMETER, (whole, mark: string, name: string) =>
      SECRET_NAME.test(name) ? `${mark}${name}=${SECRET}` : whole,
    )
}

function masked(text: string): string {
  const scheme = schemeIn(text)
  return scheme === undefined ? SECRET : `${scheme} ${SECRET}`
}
