import type { ExamplePart } from '../../../src/http/vendor-kit/examples.ts'
import { fixture } from '../../helpers/media.ts'
import type { Random } from '../random.ts'
import { oddHeaderText, oddText } from './values.ts'

const FILES = [
  'photo.jpg',
  'logo.png',
  'still.gif',
  'clip.mp4',
  'cut.png',
  'icon.svg',
  'text-named.png',
  'empty.png',
] as const
const TYPES = [
  'image/png',
  'image/jpeg',
  'video/mp4',
  'application/json',
  'text/plain',
  'IMAGE/PNG; a=b',
  'x',
  '',
] as const
const BOUNDARIES = [
  'B',
  '----WebKitFormBoundaryabcdefgh',
  "a'()+_,-./:=?b",
  'x'.repeat(70),
  'with space',
] as const

/** A multipart body that begins as an example's and departs from it in some places. */
export function oddForm(parts: readonly ExamplePart[], random: Random) {
  const boundary = random.pick(BOUNDARIES)
  const lineEnd = random.chance(0.95) ? '\r\n' : '\n'
  const chosen = parts.filter(() => !random.chance(0.08))
  if (random.chance(0.1)) chosen.push(...chosen)
  if (random.chance(0.3)) chosen.reverse()
  while (random.chance(0.2)) chosen.push({ name: oddText(random), value: oddText(random) })
  const written = chosen.flatMap(part => [
    Buffer.from(`--${boundary}${lineEnd}`),
    Buffer.from(oddHeaders(part, random).join(lineEnd) + lineEnd + lineEnd, 'latin1'),
    oddContent(part, boundary, random),
    Buffer.from(lineEnd),
  ])
  const end = random.chance(0.93) ? `--${boundary}--${random.pick(['', lineEnd, `${lineEnd}epilogue`])}` : ''
  const begin = random.chance(0.1) ? random.pick([lineEnd, `preamble${lineEnd}`, ' ']) : ''
  return {
    body: Buffer.concat([Buffer.from(begin), ...written, Buffer.from(end)]),
    type: oddType(boundary, random),
  }
}

function oddType(boundary: string, random: Random): string {
  const quoted = /^[\w-]+$/.test(boundary) && random.chance(0.7) ? boundary : `"${boundary}"`
  return random.chance(0.95)
    ? `multipart/form-data; ${random.pick(['', 'charset=utf-8; '])}boundary=${quoted}`
    : random.pick([
        'multipart/form-data',
        'multipart/form-data; boundary=',
        'multipart/mixed; boundary=B',
        'text/plain',
      ])
}

function oddHeaders(part: ExamplePart, random: Random): readonly string[] {
  const name = random.chance(0.05) ? oddHeaderText(random) : part.name
  const parameters = [random.chance(0.9) ? `name="${name}"` : `name=${name}`]
  if ('file' in part) parameters.push(...oddFilename(part.file, random))
  if (random.chance(0.1)) parameters.reverse()
  const disposition = `Content-Disposition: form-data; ${parameters.join(random.chance(0.05) ? ';\r\n ' : '; ')}`
  const headers = [random.chance(0.97) ? disposition : disposition.toUpperCase()]
  const type = random.chance(0.1) ? random.pick(TYPES) : 'file' in part ? part.type : undefined
  if (type !== undefined && random.chance(0.95)) headers.push(`Content-Type: ${type}`)
  if (random.chance(0.05))
    headers.push(
      random.pick(['Content-Transfer-Encoding: base64', 'X: y', `X-Odd: ${oddHeaderText(random)}`]),
    )
  if (random.chance(0.05)) headers.reverse()
  return headers
}

function oddFilename(file: string, random: Random): readonly string[] {
  if (random.chance(0.7)) return [`filename="${file}"`]
  const encoded = `filename*=utf-8''${encodeURIComponent(file)}`
  return random.pick([
    [],
    [`filename=${file}`],
    [encoded],
    [`filename=${file}`, encoded],
    [`filename="${oddHeaderText(random).replace(/["\\]/g, '\\$&')}"`],
    ['filename=""'],
  ])
}

function oddContent(part: ExamplePart, boundary: string, random: Random): Buffer {
  if ('value' in part) return Buffer.from(random.chance(0.2) ? oddText(random) : part.value)
  const bytes = fixture(random.chance(0.8) ? part.file : random.pick(FILES))
  if (random.chance(0.8)) return bytes
  return random.pick([
    bytes.subarray(0, random.int(0, bytes.length)),
    random.bytes(random.int(0, 500)),
    Buffer.from(`GIF89a\r\n--${boundary.slice(0, -1)}\r\n-`),
    Buffer.from(bytes.toString('base64')),
    Buffer.from(bytes.toString('latin1'), 'utf8'),
  ])
}
