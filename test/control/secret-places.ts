import { fieldPart, filePart, type RawPart, rawForm } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'

/** What is looked for: short, since an excerpt has but 96 bytes. */
export const MARK = 'M4RK3D'

/** A request with a secret in one place, as far as that decides over it. */
export interface Place {
  readonly query?: string
  /** What stands behind the path. */
  readonly path?: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Buffer
  /** Whether the body comes in one chunk, with this behind its size and that behind its end. */
  readonly chunk?: { readonly extension: string; readonly trailer: string }
  /** Whether the body ends before the length that is announced. */
  readonly isCut?: boolean
}

const URLENCODED = 'application/x-www-form-urlencoded'
const file = filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg').subarray(0, 200))
const password = fieldPart('password', MARK)
const asJson = JSON.stringify({ from: 'ann', password: MARK })
const asFields = `from=ann&password=${MARK}`
const base64 = (text: string) => Buffer.from(text).toString('base64')
const typed = (type: string, body: string | Buffer): Place => ({ headers: { 'content-type': type }, body })
const form = (...parts: readonly RawPart[]): Place => {
  const { type, body } = rawForm(parts)
  return typed(type, body)
}
const { type: formType, body: wholeForm } = rawForm([password, file])
const header = (name: string, value = MARK): readonly [string, Place] => [
  `header ${name}: ${value.replace(MARK, '…').slice(0, 40)}`,
  { headers: { [name]: value } },
]

/** Every place that a client has for a secret, by what is said of it. */
export const PLACES: ReadonlyMap<string, Place> = new Map<string, Place>([
  ['path', { path: `;password=${MARK}` }],
  ['path, encoded', { path: `%3Ftoken%3D${MARK}` }],
  ...[
    'password',
    'sig',
    'key',
    'code',
    'pwd',
    'pass',
    'X-Amz-Signature',
    'X-Amz-Credential',
    'se',
    'client_secret',
  ].map((name): [string, Place] => [`query ${name}`, { query: `${name}=${MARK}` }]),
  ['query, in an address', { query: `note=${encodeURIComponent(`http://ann:${MARK}@h/?x=1&sig=${MARK}`)}` }],
  header('authorization'),
  header('authorization', `Bearer ${MARK}`),
  header('authorization', `Basic ${base64(`ann:${MARK}`)}`),
  header('authorization', `Basic ${base64(MARK)}`),
  header('authorization', `Digest username="ann", nonce="1", uri="/", response="${MARK}"`),
  header('authorization', `AWS4-HMAC-SHA256 Credential=AKID/x, SignedHeaders=host, Signature=${MARK}`),
  header('authorization', `Negotiate ${MARK}`),
  header('proxy-authorization', `Basic ${base64(`ann:${MARK}`)}`),
  header('cookie', `a=1; session=${MARK}`),
  header('x-api-key'),
  header('x-amz-security-token'),
  header('referer', `http://h/?code=${MARK}`),
  ['JSON member', typed('application/json', asJson)],
  ['nested JSON member', typed('application/json', `{"a":{"b":[${asJson}]}}`)],
  ['JSON below a secret’s name', typed('application/json', `{"secret":{"a":["${MARK}"]}}`)],
  ['JSON in JSON', typed('application/json', JSON.stringify({ note: asJson, MediaSource: asJson }))],
  ['JSON that is cut', typed('application/json', asJson.slice(0, -2))],
  ['urlencoded value', typed(URLENCODED, asFields)],
  ['urlencoded name', typed(URLENCODED, `password=x&password%3D${MARK}=1`)],
  ['JSON as urlencoded', typed(URLENCODED, asJson)],
  ['text as urlencoded', typed(URLENCODED, MARK)],
  ['a form as urlencoded', typed(URLENCODED, wholeForm)],
  ['a form as JSON', typed('application/json', wholeForm)],
  ['text as JSON', typed('application/json', asFields)],
  ['JSON as text', typed('text/plain', asJson)],
  ['JSON as a form', typed(formType, asJson)],
  ['urlencoded as a form', typed(formType, asFields)],
  ['text as a form', typed(formType, MARK)],
  ['a form of another boundary', typed('multipart/form-data; boundary=other', wholeForm)],
  ['a form without a boundary', typed('multipart/form-data', wholeForm)],
  ['form field', form(password, file)],
  ['form field behind its file', form(file, password)],
  ['form field alone', form(password)],
  [
    'form field of another alphabet',
    form({ ...password, headers: [...password.headers, 'Content-Type: text/plain; charset=x'] }),
  ],
  [
    'form field that says it is JSON',
    form({ ...password, headers: [...password.headers, 'Content-Type: application/json'] }, file),
  ],
  ['form field with a file name', form(filePart('password', MARK, `text/${MARK}`, Buffer.from(MARK)), file)],
  ['form field of JSON', form(fieldPart('note', asJson), file)],
  ['field’s name', form(fieldPart(`password=${MARK}`, 'x'), file)],
  ['file name', form(filePart('file', `a?token=${MARK}`, 'image/jpeg', Buffer.alloc(0)))],
  ['part header', form({ ...file, headers: [...file.headers, `X-Token: ${MARK}`] })],
  ['preamble', typed(formType, Buffer.concat([Buffer.from(`${asFields}\r\n`), wholeForm]))],
  ['epilogue', typed(formType, Buffer.concat([wholeForm, Buffer.from(asFields)]))],
  [
    'cut form',
    { ...typed(formType, wholeForm.subarray(0, wholeForm.indexOf(MARK) + MARK.length)), isCut: true },
  ],
  ['cut JSON', { ...typed('application/json', asJson.slice(0, -2)), isCut: true }],
  ['bad charset', typed('application/json; charset=x', Buffer.from(`\xff${asJson}`, 'latin1'))],
  [
    'chunk extension',
    { ...typed(formType, wholeForm), chunk: { extension: `;password=${MARK}`, trailer: '' } },
  ],
  ['trailer', { ...typed(formType, wholeForm), chunk: { extension: '', trailer: `X-Token: ${MARK}\r\n` } }],
])

/** A request to an endpoint as it goes over the wire; the connection ends with the answer. */
export function messageOf(
  place: Place,
  {
    method,
    path,
    headers,
  }: {
    readonly method: string
    readonly path: string
    readonly headers: { readonly [name: string]: string }
  },
): Buffer {
  const [bare = '', query] = path.split('?')
  const queries = [query, place.query].filter(one => one !== undefined).join('&')
  const body = Buffer.from(place.body ?? '')
  const { chunk } = place
  const framing: { readonly [name: string]: string } =
    chunk === undefined
      ? { 'content-length': String(body.length + (place.isCut === true ? 1_000 : 0)) }
      : { 'transfer-encoding': 'chunked' }
  const lines = Object.entries({
    host: 'localhost',
    connection: 'close',
    ...headers,
    ...place.headers,
    ...framing,
  })
  const head = [
    `${method} ${bare}${place.path ?? ''}${queries === '' ? '' : `?${queries}`} HTTP/1.1`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n')
  const payload =
    chunk === undefined
      ? [body]
      : [
          Buffer.from(`${body.length.toString(16)}${chunk.extension}\r\n`),
          body,
          Buffer.from(`\r\n0\r\n${chunk.trailer}\r\n`),
        ]
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), ...payload])
}
