/** What stands in the place of a secret. */
export const SECRET = '[secret]'

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-amz-security-token'])
/** Names of parameters, fields and members whose values are secrets. A page's token is none. */
const SECRET_NAME =
  /^(?!next_?page_?token$|next_?token$).*(?:pass(?:word|wd)|secret|token|signature|assertion|api_?key)/i
const SECRET_MEMBER =
  /("(?!next_?page_?token"|next_?token")[^"\\]*(?:password|secret|token)[^"\\]*"\s*:\s*)"(?:[^"\\]|\\.)*"/gi

/** How long a text may be that is kept whole, and how much is kept of a longer one. */
const MAX_TEXT = 256
const KEPT_TEXT = 64
/** How much of a body is kept: its depth, the members of each object or array, all texts together. */
const MAX_DEPTH = 20
const MAX_MEMBERS = 100
const MAX_CHARS = 16_384

/** Headers with secrets masked; of a header that names its scheme, the scheme stays. */
export function withoutSecrets(headers: { readonly [name: string]: unknown }): { [name: string]: string } {
  const kept: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const text = Array.isArray(value) ? value.join(', ') : String(value)
    kept[name] = SECRET_HEADERS.has(name) ? masked(text) : cut(text, 1_024)
  }
  return kept
}

/** Parameters of a query or form, with secrets masked and long values cut. */
export function withoutSecretValues(values: Iterable<readonly [string, string]>): { [name: string]: string } {
  const kept = new Map<string, string>()
  for (const [name, value] of values) {
    if (kept.size === MAX_MEMBERS) break
    kept.set(cut(name, MAX_TEXT), SECRET_NAME.test(name) ? SECRET : cut(value, MAX_TEXT))
  }
  return Object.fromEntries(kept)
}

/** A JSON value with secrets masked, long texts cut and large objects thinned. */
export function withoutSecretMembers(value: unknown): unknown {
  let chars = MAX_CHARS
  const copy = (one: unknown, depth: number): unknown => {
    if (typeof one === 'string') {
      const text = cut(one, MAX_TEXT)
      chars -= text.length
      return chars < 0 ? '…' : text
    }
    if (typeof one !== 'object' || one === null) return one
    if (depth === MAX_DEPTH || chars < 0) return '…'
    if (Array.isArray(one)) return one.slice(0, MAX_MEMBERS).map(member => copy(member, depth + 1))
    const members = Object.entries(one).slice(0, MAX_MEMBERS)
    return Object.fromEntries(
      members.map(([name, member]) => {
        chars -= name.length
        return [cut(name, MAX_TEXT), SECRET_NAME.test(name) ? SECRET : copy(member, depth + 1)]
      }),
    )
  }
  return copy(value, 0)
}

/** A reply's text with the values of secret members masked, cut where it is long. */
export function withoutSecretText(text: string): string {
  return cut(text.replace(SECRET_MEMBER, `$1"${SECRET}"`), 4_096)
}

function masked(text: string): string {
  const scheme = /^([\w-]+) /.exec(text)?.[1]
  return scheme === undefined ? SECRET : `${scheme} ${SECRET}`
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, Math.min(max, KEPT_TEXT))}… (${text.length} characters)`
}
