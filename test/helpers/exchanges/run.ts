import type { UploadmockOptions } from '../../../src/config-schema.ts'
import { fieldPart, filePart, type RawPart, rawForm } from '../form.ts'
import { fixture, padded } from '../media.ts'
import { startTestServer, TestClock } from '../server.ts'
import type { Exchange, ExchangeRequest, ExpectedReply } from './file.ts'
import { type Captures, differences, fillCaptures, isExpected } from './patterns.ts'
import { signatureHeaders } from './signature.ts'

/** A reply, read whole. */
export interface ReadReply {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
}

/** What an exchange led to: its reply, and the values that the replies before it had. */
export interface Outcome {
  readonly reply: ReadReply
  readonly captures: Captures
}

/** Plays an exchange over a real socket against a server of its own. Throws when a request before it fails. */
export async function play(exchange: Exchange): Promise<Outcome> {
  const clock = new TestClock(Date.parse(exchange.clock))
  // `makeConfig` judges it: a key that does not exist fails the test.
  const server = await startTestServer(exchange.config as UploadmockOptions, { clock })
  const captures = new Map([['url', server.url]])
  for (const { capture, repeat, ...request } of exchange.given)
    for (let time = 1; time <= repeat; time++) {
      clock.advance(request.advanceMs ?? 0)
      const reply = await send(server.url, request, captures)
      const said = reply.bytes.toString()
      if (reply.status >= 400) throw new Error(`${request.method} ${request.path}: ${reply.status} ${said}`)
      for (const [name, pointer] of Object.entries(capture)) captures.set(name, valueAt(said, pointer))
    }
  clock.advance(exchange.request.advanceMs ?? 0)
  return { reply: await send(server.url, exchange.request, captures), captures }
}

/** How a reply differs from the one that was expected, one line for each place. */
export function replyDifferences(expected: ExpectedReply, { reply, captures }: Outcome): readonly string[] {
  const status =
    reply.status === expected.status ? [] : [`status: expected ${expected.status}, got ${reply.status}`]
  const headers = Object.entries(expected.headers).flatMap(([name, value]) => {
    const actual = reply.headers.get(name)
    const fits = value === null || actual === null ? value === actual : isExpected(value, actual, captures)
    return fits ? [] : [`header ${name}: expected ${value}, got ${actual}`]
  })
  return [...status, ...headers, ...bodyDifferences(expected, reply.bytes, captures)]
}

function bodyDifferences(expected: ExpectedReply, bytes: Buffer, captures: Captures): readonly string[] {
  if (expected.file !== undefined) {
    const { name, start = 0, end } = expected.file
    const wanted = fixture(name).subarray(start, end === undefined ? undefined : end + 1)
    return wanted.equals(bytes)
      ? []
      : [`body: expected ${wanted.length} bytes of ${name}, got ${bytes.length}`]
  }
  const said = bytes.toString()
  if (expected.body === undefined) return said === '' ? [] : [`body: expected none, got ${said}`]
  const actual = typeof expected.body === 'string' ? said : asJson(said)
  return differences(expected.body, actual, { captures, partial: expected.partial === true })
}

async function send(url: string, request: ExchangeRequest, captures: Captures): Promise<ReadReply> {
  const { method, sign } = request
  const { type, body } = bodyOf(request.body, captures)
  const path = fillCaptures(withMedia(request.path), captures)
  const target = path.startsWith('/') ? url + path : path
  const headers: { readonly [name: string]: string } = {
    ...(type !== undefined && { 'content-type': type }),
    ...Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name.toLowerCase(),
        fillCaptures(value, captures),
      ]),
    ),
  }
  const signature =
    sign === undefined
      ? {}
      : signatureHeaders({
          ...sign,
          at: new Date(sign.at),
          method,
          url: new URL(target),
          headers,
          body: body ?? '',
        })
  const response = await fetch(target, {
    method,
    headers: { ...headers, ...signature },
    redirect: 'manual',
    ...(body !== undefined && { body: new Uint8Array(body) }),
  })
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  }
}

function bodyOf(
  body: ExchangeRequest['body'],
  captures: Captures,
): { readonly type?: string; readonly body?: Buffer } {
  if (body === undefined) return {}
  const filled = (text: string) => Buffer.from(fillCaptures(withMedia(text), captures))
  if ('json' in body) return { type: 'application/json', body: filled(JSON.stringify(body.json)) }
  if ('text' in body) return { body: filled(body.text) }
  if ('raw' in body) return { body: media(body.raw.file, body.raw.padTo) }
  return rawForm(body.form.map(toPart), body.boundary)
}

type FormBody = Extract<NonNullable<ExchangeRequest['body']>, { form: unknown }>

function toPart(part: FormBody['form'][number]): RawPart {
  if ('headers' in part) {
    const { headers, file, padTo, value = '' } = part
    return { headers, content: file === undefined ? value : media(file, padTo) }
  }
  if ('value' in part) return fieldPart(part.name, part.value)
  return filePart(part.name, part.filename, part.type, media(part.file, part.padTo))
}

function media(name: string, padTo: number | undefined): Buffer {
  return padTo === undefined ? fixture(name) : padded(name, padTo)
}

/** `{{base64:logo.png}}` is a fixture in base64, `{{repeat:A:1000}}` a text that many times. */
function withMedia(text: string): string {
  return text
    .replace(/\{\{base64:([\w.-]+)\}\}/g, (_, name: string) => fixture(name).toString('base64'))
    .replace(/\{\{repeat:([^:}]+):(\d+)\}\}/g, (_, one: string, times: string) => one.repeat(Number(times)))
}

function valueAt(json: string, pointer: string): string {
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (value as { [key: string]: unknown } | undefined)?.[key], asJson(json))
  if (found === undefined) throw new Error(`nothing is at ${pointer} of ${json}`)
  return String(found)
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
