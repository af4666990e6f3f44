import type { OperationExample } from '../../../src/http/vendor-kit/examples.ts'
import type { Vendor } from '../../../src/http/vendor-kit/vendor.ts'
import { vendors } from '../../../src/vendors/index.ts'
import { exampleHeaders } from '../../helpers/example.ts'
import { fixture } from '../../helpers/media.ts'
import type { Random } from '../random.ts'
import { oddForm } from './forms.ts'
import { mutated, oddHeaderText } from './values.ts'

/** A request as bytes, and what may be expected of it. */
export interface OddRequest {
  readonly what: string
  /** Whose words a refusal has to be in; undefined where nobody can tell. */
  readonly vendor: string | undefined
  readonly bytes: Buffer
  /** Whether its first line and headers can be read, so that the journal must tell of it. */
  readonly isReadable: boolean
}

/** Every operation whose address is known without another's answer. */
const operations = vendors.flatMap((vendor: Vendor) =>
  vendor.examples
    .filter(({ path }) => !path.includes('{{'))
    .map((example: OperationExample) => ({ vendor, example })),
)

/** A request that departs from an operation's example in its body, its head or its bytes, in a namespace. */
export function oddRequest(namespace: string, random: Random): OddRequest {
  const { vendor, example } = random.pick(operations)
  const { body, type } = oddBody(example, random)
  const headers = new Map(Object.entries(exampleHeaders(vendor, example)))
  if (type !== undefined) headers.set('content-type', type)
  if (random.chance(0.05)) headers.set('authorization', oddHeaderText(random))
  while (random.chance(0.1))
    headers.set(
      random.pick(['accept', 'x-odd', 'cookie', 'range', 'if-none-match', 'origin']),
      oddHeaderText(random),
    )
  const path = random.chance(0.9) ? example.path : oddPath(example.path, random)
  const whole = framed(`${example.method} /ns/${namespace}${path} HTTP/1.1`, headers, body, random)
  const what = `${vendor.name} ${example.operation}`
  if (random.chance(0.92)) return { what, vendor: vendor.name, bytes: whole, isReadable: true }
  const bytes = random.chance(0.5) ? broken(whole, random) : misframed(whole, random)
  return { what: `${what}, broken`, vendor: undefined, bytes, isReadable: false }
}

function oddBody(
  { body }: OperationExample,
  random: Random,
): { readonly body: Buffer; readonly type: string | undefined } {
  if (body === undefined) return { body: Buffer.alloc(0), type: undefined }
  if ('form' in body) return oddForm(body.form, random)
  if ('file' in body) return { body: fixture(body.file), type: body.type }
  if ('urlencoded' in body) {
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries(mutated(body.urlencoded, random) ?? {}))
      form.append(name, typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
    return {
      body: Buffer.from(String(form)),
      type: 'application/x-www-form-urlencoded',
    }
  }
  const text = JSON.stringify(mutated(body.json, random)) ?? ''
  const cut = random.chance(0.9) ? text : text.slice(0, random.int(0, text.length))
  return { body: Buffer.from(random.chance(0.03) ? `\ufeff${cut}` : cut), type: 'application/json' }
}

function oddPath(path: string, random: Random): string {
  const [before = '', query = ''] = path.split('?')
  const parts = before.split('/')
  // The first part says whose path it is, and a path of no vendor is in no journal.
  if (parts.length > 3)
    parts[random.int(3, parts.length - 1)] = encodeURIComponent(oddHeaderText(random)).slice(0, 6_000)
  return `${parts.join('/')}?${query}&${random.pick(['a', 'format', 'orgId', 'token'])}=${encodeURIComponent(oddHeaderText(random))}`.slice(
    0,
    8_000,
  )
}

/** Head and body as they go over the wire: with a length, true or not, or in chunks. */
function framed(start: string, headers: ReadonlyMap<string, string>, body: Buffer, random: Random): Buffer {
  const lines = [...headers].map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, ' ')}\r\n`).join('')
  const head = (more: string) => Buffer.from(`${start}\r\nHost: localhost\r\n${lines}${more}\r\n`, 'latin1')
  if (body.length === 0) return head('')
  if (random.chance(0.8)) {
    const untrue = random.chance(0.05) ? random.int(1, 100) : 0
    return Buffer.concat([head(`Content-Length: ${body.length + untrue}\r\n`), body])
  }
  const chunks = random
    .pieces(body, 8)
    .filter(({ length }) => length > 0)
    .flatMap(chunk => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')])
  return Buffer.concat([head('Transfer-Encoding: chunked\r\n'), ...chunks, Buffer.from('0\r\n\r\n')])
}

/** What a head can have that contradicts itself, or that HTTP does not allow. */
const MISTAKES: readonly ((head: string) => string)[] = [
  head => `${head}\r\nContent-Length: 7\r\nContent-Length: 8`,
  head => `${head}\r\nContent-Length: -1`,
  head => `${head}\r\nContent-Length: 1e3`,
  head => `${head}\r\nTransfer-Encoding: chunked\r\nContent-Length: 4`,
  head => `${head}\r\nTransfer-Encoding: gzip`,
  head => `${head}\r\nTransfer-Encoding: chunked`,
  head => `${head}\r\nno colon`,
  head => `${head}\r\n folded: x`,
  head => `${head}\r\nExpect: 100-continue`,
  head => `${head}\r\nConnection: Upgrade\r\nUpgrade: websocket`,
  head => `${head}\r\nx: ${'y'.repeat(20_000)}`,
  head => head.replaceAll('\r\n', '\n'),
  head => head.replace('HTTP/1.1', 'HTTP/1.0'),
  head => head.replace('HTTP/1.1', 'HTTP/9.9'),
  head => head.replace(' HTTP/1.1', ''),
  head => head.replace(/^\w+ /, 'BREW '),
  head => head.replace(/ \//, ' http://elsewhere.example/'),
  head => head.replace(/Host: .*\r\n/, ''),
  head => head.replace('Host: localhost', 'Host: a b'),
]

/** A request whose head has a mistake of a known kind. */
function misframed(whole: Buffer, random: Random): Buffer {
  const end = whole.indexOf('\r\n\r\n')
  const head = random.pick(MISTAKES)(whole.toString('latin1', 0, end))
  return Buffer.concat([Buffer.from(head, 'latin1'), whole.subarray(end)])
}

/** Bytes of which a few were changed, left out or put in, behind the address: the namespace stays readable. */
function broken(whole: Buffer, random: Random): Buffer {
  const least = whole.indexOf(' HTTP/1.1')
  let bytes = whole
  for (let times = random.int(1, 4); times > 0; times--) {
    const at = random.int(least, Math.min(bytes.length, least + 400))
    const inserted = random.chance(0.5) ? random.bytes(random.int(0, 3)) : Buffer.alloc(0)
    bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + random.int(0, 2))])
  }
  return bytes
}
