import { connect } from 'node:net'
import { pathToFileURL } from 'node:url'

/** What to send, how often, over how many connections. */
export interface Load {
  readonly port: number
  /** `{n}` stands for a number that rises every ten requests: a quota's owner. */
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body:
    | { readonly kind: 'form'; readonly bytes: number }
    | { readonly kind: 'base64'; readonly chars: number }
  readonly connections: number
  readonly requests: number
  /** Where the numbers begin: no two rounds share an owner. */
  readonly first: number
}

/** What came of it. */
export interface Outcome {
  readonly seconds: number
  readonly requests: number
  readonly megabytesPerSecond: number
  readonly failed: number
}

const BOUNDARY = 'uploadmock-bench'

/** Sends a load and measures it. Every reply with another status than 2xx counts as failed. */
export async function sendLoad(load: Load): Promise<Outcome> {
  const body = load.body.kind === 'form' ? formOf(load.body.bytes) : jsonOf(load.body.chars)
  let sent = 0
  let failed = 0
  const started = performance.now()
  const one = async () => {
    const connection = await open(load.port)
    while (sent < load.requests) {
      const number = load.first + Math.floor(sent++ / 10)
      const head = headOf(load, number, body)
      if (!(await connection.exchange(head, body.bytes))) failed += 1
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: load.connections }, one))
  const seconds = (performance.now() - started) / 1_000
  return {
    seconds,
    requests: load.requests,
    megabytesPerSecond: (load.requests * body.bytes.length) / 1e6 / seconds,
    failed,
  }
}

interface Body {
  readonly type: string
  readonly bytes: Buffer
}

/** A JPEG by its first bytes, in a form as curl writes one. */
function formOf(bytes: number): Body {
  const file = Buffer.alloc(bytes, 0x61)
  file.set([0xff, 0xd8, 0xff, 0xd9])
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`
  return {
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    bytes: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  }
}

function jsonOf(chars: number): Body {
  const MediaSource = 'iVBO'.repeat(Math.floor(chars / 4))
  const bytes = Buffer.from(JSON.stringify({ MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource }))
  return { type: 'application/json', bytes }
}

function headOf({ path, headers }: Load, number: number, { type, bytes }: Body): string {
  const fields = {
    host: 'localhost',
    'content-type': type,
    'content-length': String(bytes.length),
    ...headers,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path.replace('{n}', String(number))} HTTP/1.1\r\n${lines.join('')}\r\n`
}

async function open(port: number) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let settle: (isGood: boolean) => void = () => {}
  let text = ''
  socket.on('data', chunk => {
    text += chunk.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
    if (text.length < end + 4 + length) return
    const isGood = /^HTTP\/1\.1 2/.test(text)
    text = ''
    settle(isGood)
  })
  socket.on('close', () => settle(false))
  socket.on('error', () => settle(false))
  return {
    exchange: (head: string, bytes: Buffer) =>
      new Promise<boolean>(resolve => {
        settle = resolve
        socket.cork()
        socket.write(head)
        socket.write(bytes)
        socket.uncork()
      }),
    close: () => socket.destroy(),
  }
}

// In a process of its own, so that sending does not take the server's turn.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.stdout.write(JSON.stringify(await sendLoad(JSON.parse(process.argv[2] ?? '{}') as Load)))
