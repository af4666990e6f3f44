import type { ExamplePart, OperationExample } from '../../src/http/vendor-kit/examples.ts'
import { schemesFor } from '../../src/http/vendor-kit/security.ts'
import type { Vendor } from '../../src/http/vendor-kit/vendor.ts'
import { fixture } from './media.ts'

const BASIC = `Basic ${Buffer.from('alice:test').toString('base64')}`
const SIGNED =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=00'

/** The headers by which an example shows a credential. */
export function exampleHeaders(
  vendor: Vendor,
  { auth, operation }: OperationExample,
): { readonly [name: string]: string } {
  if (auth === 'none') return {}
  const [scheme] = schemesFor(vendor.security, operation)
  if (scheme === undefined) return {}
  const [, { openapi }] = scheme
  if ('x-amazon-apigateway-authtype' in openapi) return { authorization: SIGNED }
  if (openapi.type === 'apiKey') return { [String(openapi.name)]: 'test' }
  return { authorization: openapi.scheme === 'bearer' ? 'Bearer test' : BASIC }
}

/** Sends an example and keeps what later ones need; answers the reply's status. */
export async function sendExample(
  url: string,
  example: OperationExample,
  credential: { readonly [name: string]: string },
  captured: Map<string, string>,
): Promise<number> {
  const path = example.path.replace(/\{\{(\w+)\}\}/g, (_, name: string) => captured.get(name) ?? '')
  const { body, headers } = bodyOf(example.body)
  const response = await fetch(path.startsWith('/') ? url + path : path, {
    method: example.method,
    headers: { ...credential, ...headers },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  for (const [name, keys] of Object.entries(example.capture ?? {}))
    captured.set(name, valueAt(JSON.parse(text), keys))
  return response.status
}

function bodyOf(body: OperationExample['body']): {
  readonly body: RequestInit['body']
  readonly headers: { readonly [name: string]: string }
} {
  if (body === undefined) return { body: undefined, headers: {} }
  if ('json' in body)
    return { body: JSON.stringify(body.json), headers: { 'content-type': 'application/json' } }
  if ('urlencoded' in body) return { body: new URLSearchParams(body.urlencoded), headers: {} }
  if ('file' in body)
    return { body: new Uint8Array(fixture(body.file)), headers: { 'content-type': body.type } }
  const form = new FormData()
  for (const part of body.form) append(form, part)
  return { body: form, headers: {} }
}

function append(form: FormData, part: ExamplePart): void {
  if ('file' in part) {
    const blob = new Blob([new Uint8Array(fixture(part.file))], { type: part.type })
    form.append(part.name, blob, part.file)
  } else form.append(part.name, part.value)
}

function valueAt(value: unknown, keys: readonly string[]): string {
  let at = value
  for (const key of keys) at = (at as { readonly [key: string]: unknown })[key]
  return String(at)
}
