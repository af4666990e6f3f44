import type { OperationExample } from '../../src/http/vendor-kit/examples.ts'
import type { Vendor } from '../../src/http/vendor-kit/vendor.ts'
import { exampleHeaders } from '../helpers/example.ts'
import { bytesOf, filled, headerText, pathText, type RawRequest } from './raw-request.ts'

/** A request that is as bad as one of its length can be. */
export interface WorstCase {
  readonly name: string
  /** Where in it what is bad stands. */
  readonly place: string
  /** The request with so many bytes of what is bad in it. */
  make(length: number): Buffer
}

const JSON_TYPE = { 'Content-Type': 'application/json' }
const BOUNDARY = 'worst'
const FORM_TYPE = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` }

/** Each place of an example's request in which a client's text can stand, filled with a piece. */
export function worstOfExample(
  vendor: Vendor,
  example: OperationExample,
  piece: string,
): readonly WorstCase[] {
  const { operation, method, body } = example
  const path = example.path.replace(/\{\{\w+\}\}/g, 'x').replace(/^https?:\/\/[^/]+/, '')
  const headers = { ...exampleHeaders(vendor, example) }
  const of = (place: string, change: (length: number) => Partial<RawRequest>): WorstCase => ({
    name: `${operation}, ${place}, ${JSON.stringify(piece)}`,
    place,
    make: length => bytesOf({ method, path, headers, ...change(length) }),
  })
  const [bare = '', query = ''] = path.split('?')
  const segments = bare.split('/')
  return [
    of('query', length => ({ path: `${bare}?${query}&x=${pathText(piece, length)}` })),
    ...segments.slice(1).map((_, at) =>
      of(`segment ${at + 1}`, length => ({
        path: segments.with(at + 1, pathText(piece, length)).join('/'),
      })),
    ),
    of('a header', length => ({ headers: { ...headers, 'X-Any': headerText(piece, length) } })),
    of('its credential', length => ({ headers: { ...headers, Authorization: headerText(piece, length) } })),
    ...bodiesOf(body, piece).map(([place, type, write]) =>
      of(place, length => ({ headers: { ...headers, ...type }, body: write(length) })),
    ),
  ]
}

type Body = readonly [
  place: string,
  type: { readonly [name: string]: string },
  write: (length: number) => string,
]

function bodiesOf(body: OperationExample['body'], piece: string): readonly Body[] {
  if (body === undefined) return [['a body that nobody reads', JSON_TYPE, length => filled(piece, length)]]
  if ('json' in body)
    return placesIn(body.json).map(place => [
      `member ${place.join('.')}`,
      JSON_TYPE,
      length => JSON.stringify(withText(body.json, place, filled(piece, length))),
    ])
  if ('urlencoded' in body) {
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
    return Object.keys(body.urlencoded).map(name => [
      `parameter ${name}`,
      type,
      length => `${new URLSearchParams(body.urlencoded)}&${name}=${filled(piece, length)}`,
    ])
  }
  if ('file' in body) return [['the file', { 'Content-Type': body.type }, length => filled(piece, length)]]
  return body.form.flatMap(({ name }) => [
    [`the content of ${name}`, FORM_TYPE, length => formOf(name, '', filled(piece, length))],
    [
      `the file name of ${name}`,
      FORM_TYPE,
      length => formOf(name, filled(piece, Math.min(length, 7_000)), 'x'),
    ],
  ])
}

function formOf(name: string, filename: string, content: string): string {
  const disposition = `form-data; name="${name}"; filename="${filename}"`
  return `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n\r\n${content}\r\n--${BOUNDARY}--\r\n`
}

/** The paths of a value's texts and numbers, and one that is not there. */
function placesIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]]
  return [
    ...Object.entries(value).flatMap(([key, one]) => placesIn(one).map(rest => [key, ...rest])),
    ['unknown'],
  ]
}

function withText(value: unknown, [key, ...rest]: readonly string[], text: string): unknown {
  if (key === undefined) return text
  const members = (value ?? {}) as { readonly [key: string]: unknown } // a place leads through objects and lists
  const member = withText(members[key], rest, text)
  return Array.isArray(value) ? value.with(Number(key), member) : { ...members, [key]: member }
}
