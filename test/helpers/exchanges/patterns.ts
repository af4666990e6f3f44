const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

interface Pattern {
  readonly type: 'string' | 'number'
  readonly source: string
}

const string = (source: string): Pattern => ({ type: 'string', source })
const number = (source: string): Pattern => ({ type: 'number', source })

/** What differs from run to run, by the name that a file writes in double braces: `{{uuid}}`. */
export const patterns: { readonly [name: string]: Pattern } = {
  /** Any text that is not empty: where no page says the words. */
  anything: string('[\\s\\S]+'),
  uuid: string(UUID),
  isoDate: string('\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?Z'),
  epochSeconds: number('\\d{10}(?:\\.\\d{1,3})?'),
  epochMilliseconds: number('\\d{13}'),
  integer: number('\\d+'),
  /** Webex's tracking id of today. */
  trackingId: string(`ROUTERGW_${UUID}`),
  /** An id as Webex writes ids: base64 for URLs, without padding. */
  webexId: string('[A-Za-z0-9_-]{20,}'),
  zoomFileId: string('[A-Za-z0-9_-]{22}'),
  zoomTrackingId: string('v=2\\.0;clid=us02;rid=WEB_[0-9a-f]{32}'),
  /** Scopes beside the one that the vendor's table names. */
  scopes: string('[a-z_:, ]*'),
  jwt: string('[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+'),
  softphoneMediaId: string('[0-9a-f]{32}'),
  /** As in both captured addresses of the real service. */
  mmmsgToken: string('[a-z0-9]{33}'),
  digestChallenge: string('Digest realm="[^"]+", .*nonce="[^"]+".*'),
  etag: string('"[^"]+"'),
}

/** Values of this run by name: what earlier replies had, and `url`, the server's address. */
export type Captures = ReadonlyMap<string, string>

const TOKEN = /\{\{(=?)(\w+)\}\}/g
const ONE_TOKEN = /^\{\{(\w+)\}\}$/

/** Puts captured values into a text: each `{{=name}}` is replaced. Throws for a name that nothing captured. */
export function fillCaptures(text: string, captures: Captures): string {
  return text.replace(/\{\{=(\w+)\}\}/g, (_, name: string) => captured(name, captures))
}

/** Whether a value of a reply is what a file writes: with patterns, the text as a whole; else the very same. */
export function isExpected(expected: unknown, actual: unknown, captures: Captures): boolean {
  if (typeof expected !== 'string') return Object.is(expected, actual)
  const type = patterns[ONE_TOKEN.exec(expected)?.[1] ?? '']?.type ?? 'string'
  return actual !== undefined && typeof actual === type && asRegExp(expected, captures).test(String(actual))
}

function asRegExp(text: string, captures: Captures): RegExp {
  let source = ''
  let end = 0
  for (const found of text.matchAll(TOKEN)) {
    const [token, isCaptured, name = ''] = found
    source += escaped(text.slice(end, found.index))
    source += isCaptured === '' ? patternNamed(name) : escaped(captured(name, captures))
    end = found.index + token.length
  }
  return new RegExp(`^${source}${escaped(text.slice(end))}$`)
}

function patternNamed(name: string): string {
  const pattern = patterns[name]
  if (pattern === undefined) throw new Error(`no pattern is named ${name}`)
  return `(?:${pattern.source})`
}

function captured(name: string, captures: Captures): string {
  const value = captures.get(name)
  if (value === undefined) throw new Error(`nothing captured ${name}`)
  return value
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

/**
 * What differs between a JSON value as a file expects it and as it came, one line for each place; empty when nothing
 * does. Members that the file does not name count as differences, unless `partial`.
 */
export function differences(
  expected: unknown,
  actual: unknown,
  options: { readonly captures: Captures; readonly partial: boolean },
  path = 'body',
): readonly string[] {
  const told = `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [told]
    return expected.flatMap((item, index) => differences(item, actual[index], options, `${path}[${index}]`))
  }
  if (!isObject(expected)) return isExpected(expected, actual, options.captures) ? [] : [told]
  if (!isObject(actual)) return [told]
  const wanted = Object.entries(expected)
  const extra = options.partial ? [] : Object.keys(actual).filter(key => !(key in expected))
  return [
    ...wanted.flatMap(([key, value]) => differences(value, actual[key], options, `${path}.${key}`)),
    ...extra.map(key => `${path}.${key}: not expected, got ${JSON.stringify(actual[key])}`),
  ]
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
