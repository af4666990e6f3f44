import { bytesOf, filled, headerText, type RawRequest } from './raw-request.ts'
import type { WorstCase } from './worst-requests.ts'

const BEARER = { Authorization: 'Bearer test' }
const JSON_BODY = { ...BEARER, 'Content-Type': 'application/json' }
const FORM = { ...BEARER, 'Content-Type': 'multipart/form-data; boundary=worst' }
const SETTINGS = '/v1/telephony/config/devices/d1/settings'
const UPLOAD = '/v2/users/me/settings/virtual_backgrounds'

/** Bodies by what there is much of in them, around a value that each call knows by its name. */
const SHAPES: { readonly [name: string]: (length: number) => string } = {
  'objects in objects': length => nested('{"a":', '}', length),
  'lists in lists': length => nested('[', ']', length),
  numbers: length => `[${filled('1,', length)}1]`,
  'objects without members': length => `[${filled('{},', length - (length % 3))}{}]`,
  members: length => `{${numbered(length, at => `"m${at}":1`)}}`,
  'members named by numbers': length => `{${numbered(length, at => `"${at * 7_919}":1`)}}`,
  'the same member': length => `{${filled('"a":1,', length - (length % 6))}"a":1}`,
  'white space': length => `${filled(' ', length)}{}`,
  escapes: length => `"${filled('\\u0061', length - (length % 6))}"`,
}

/** Calls that take a JSON body, with the body around a value where each looks for one. */
const CALLS: readonly (Pick<RawRequest, 'method' | 'path'> & {
  readonly around: readonly [string, string]
})[] = [
  { method: 'PUT', path: SETTINGS, around: ['{"customizations":{"mpp":', '}}'] },
  { method: 'PUT', path: SETTINGS, around: ['', ''] },
  {
    method: 'DELETE',
    path: '/v1/telephony/config/devices/backgroundImages',
    around: ['{"backgroundImages":', '}'],
  },
  { method: 'PATCH', path: '/v2/users/me/settings', around: ['{"in_meeting":', '}'] },
  { method: 'POST', path: '/media_ref_send', around: ['', ''] },
  { method: 'PUT', path: '/workspaces/i1', around: ['{"Name":"x","Theme":{"Light":{"Palette":', '}}}'] },
  { method: 'PUT', path: '/workspaces/i1', around: ['{"Name":"x","Tags":', '}'] },
  { method: 'POST', path: '/workspaces/i1/w1/media', around: ['{"MediaType":', '}'] },
  { method: 'POST', path: '/_mock/verify', around: ['{"match":{"body":', '}}'] },
  { method: 'POST', path: '/_mock/verify', around: ['{"match":{"parts":', '}}'] },
  { method: 'POST', path: '/_mock/faults', around: ['{"match":{"headers":', '}}'] },
  { method: 'POST', path: '/_mock/faults', around: ['{"respond":{"status":200,"body":', '}}'] },
  { method: 'PUT', path: '/_mock/clock', around: ['{"now":', '}'] },
]

/** JSON bodies of every shape for every call that takes one. */
export function worstBodies(): readonly WorstCase[] {
  return CALLS.flatMap(({ around: [before, behind], ...call }) =>
    Object.entries(SHAPES).map(([shape, write]) => ({
      name: `${call.method} ${call.path}, ${before} ${shape}`,
      place: 'body',
      make: (length: number) =>
        bytesOf({ ...call, headers: JSON_BODY, body: before + write(length) + behind }),
    })),
  )
}

/** Forms and heads of which there is much of one thing. */
export function worstForms(): readonly WorstCase[] {
  const form = (
    name: string,
    body: (length: number) => string,
    headers: { readonly [name: string]: string } = FORM,
  ) => ({
    name: `a form with ${name}`,
    place: 'body',
    make: (length: number) => bytesOf({ method: 'POST', path: UPLOAD, headers, body: body(length) }),
  })
  const part = (header: string, content = 'x') =>
    `--worst\r\nContent-Disposition: form-data${header}\r\n\r\n${content}\r\n`
  const end = '--worst--\r\n'
  const parts = (length: number, header: string) => filled(part(header), length) + end
  return [
    form('many parts', length => parts(length, '; name="a"')),
    form('long headers', length => filled(part(`; name="a"${' '.repeat(7_000)}`), length) + end),
    form('many parameters', length => filled(part(`; name="a"${'; a=b'.repeat(1_400)}`), length) + end),
    form(
      'quotes that never end',
      length => filled(part(`; name="a"; filename="${'\\"'.repeat(3_000)}`), length) + end,
    ),
    form('a preamble of lines', length => `${filled('\r\n', length)}${part('; name="a"')}${end}`),
    form(
      'lines that begin as its delimiter',
      length => part('; name="file"; filename="a"', filled('\r\n--wors', length)) + end,
    ),
    form('delimiters alone', length => filled('--worst\r\n', length)),
    form('a content of white space', length => part('; name="file"', filled(' \t', length)) + end),
    form('no delimiter', length => filled('Content-Disposition: form-data; name="a"\r\n', length)),
    form('bare line ends', length =>
      filled('--worst\nContent-Disposition: form-data; name="a"\n\nx\n', length),
    ),
    form('no boundary', length => filled('--\r\nContent-Disposition: form-data\r\n\r\n', length), {
      ...BEARER,
      'Content-Type': 'multipart/form-data',
    }),
    {
      name: 'a form in pieces of one byte',
      place: 'body',
      make: length => inPieces(Buffer.from(parts(length / 8, `; name="a"${' '.repeat(6_000)}`))),
    },
    {
      name: 'JSON in pieces of one byte',
      place: 'body',
      make: length =>
        inPieces(Buffer.from(JSON.stringify({ MediaType: 'x', MediaSource: filled('"Media', length / 8) })), {
          method: 'POST',
          path: '/workspaces/i1/w1/media',
          headers: JSON_BODY,
        }),
    },
    {
      name: 'many headers',
      place: 'head',
      make: length =>
        bytesOf({
          method: 'GET',
          path: '/v2/users/me',
          headers: Object.fromEntries(
            Array.from({ length: Math.min(length, 12_000) / 12 }, (_, at) => [`x-${at}`, 'a']),
          ),
        }),
    },
    {
      name: 'many ids',
      place: 'head',
      make: length =>
        bytesOf({
          method: 'DELETE',
          path: `${UPLOAD}?file_ids=${Array.from({ length: Math.min(length, 12_000) / 5 }, (_, at) => at + 1_000)}`,
          headers: BEARER,
        }),
    },
    {
      name: 'headers signed again and again',
      place: 'head',
      make: length =>
        bytesOf({
          method: 'GET',
          path: '/workspaces/i1',
          headers: {
            a: headerText('b', length / 2),
            Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/connect/aws4_request, SignedHeaders=host;${headerText('a;', length / 3)}, Signature=00`,
            'X-Amz-Date': '20260101T000000Z',
          },
        }),
    },
  ]
}

function nested(open: string, close: string, length: number): string {
  const levels = Math.floor(length / (open.length + close.length))
  return `${open.repeat(levels)}${open === '[' ? '' : '1'}${close.repeat(levels)}`
}

function numbered(length: number, write: (at: number) => string): string {
  const pieces: string[] = []
  for (let at = 0, chars = 0; chars < length; at++) {
    const piece = write(at)
    pieces.push(piece)
    chars += piece.length + 1
  }
  return pieces.join(',')
}

/** A body in chunks of one byte, as HTTP can carry it. */
function inPieces(
  body: Buffer,
  { method, path, headers }: RawRequest = { method: 'POST', path: UPLOAD, headers: FORM },
): Buffer {
  const head = bytesOf({ method, path, headers: { ...headers, 'Transfer-Encoding': 'chunked' } })
  const chunks = [...body].map(byte => Buffer.from([0x31, 0x0d, 0x0a, byte, 0x0d, 0x0a]))
  return Buffer.concat([head, ...chunks, Buffer.from('0\r\n\r\n')])
}
