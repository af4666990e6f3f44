import type { JournalEntry } from '../../core/journal.ts'
import { curlAddress, shellQuoted } from '../../core/text.ts'
import { SECRET } from '../../http/recording/redact.ts'
import type { OperationExample } from '../../http/vendor-kit/examples.ts'
import { type Security, schemesFor } from '../../http/vendor-kit/security.ts'
import { addressOf } from './address.ts'

/** Headers that curl writes itself, or that belong to one connection. */
const OWN_HEADERS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'expect',
  'accept-encoding',
  'x-mock-namespace',
  'x-mock-explain',
])

/** The request as a curl line; secrets are left to be filled in, and files to be named. */
export function sentAsCurl(entry: JournalEntry, origin: string): string {
  const query = new URLSearchParams(entry.query).toString()
  const isForm = entry.parts.length > 0 && /^multipart\//i.test(entry.headers['content-type'] ?? '')
  const headers = Object.entries(entry.headers).filter(
    ([name]) => !OWN_HEADERS.has(name) && !(isForm && name === 'content-type'),
  )
  return line([
    `curl ${entry.method === 'HEAD' ? '-I' : `-X ${entry.method}`} ${curlAddress(addressOf(entry, origin, query))}`,
    ...headers.map(([name, value]) => `-H ${shellQuoted(`${name}: ${value}`)}`),
    ...(isForm ? formFlags(entry) : bodyFlags(entry)),
  ])
}

/** A curl line that carries out an operation as its example does, at the address that a request named. */
export function exampleAsCurl(
  example: OperationExample,
  entry: JournalEntry,
  at: { readonly origin: string; readonly security: Security },
): string {
  const [, query = ''] = example.path.split('?')
  const url = addressOf(entry, at.origin, query)
  const shown = example.auth === 'none' ? [] : schemesFor(at.security, example.operation)
  return line([
    `curl -X ${example.method} ${curlAddress(url)}`,
    ...shown.slice(0, 1).map(([, { curl }]) => curl),
    ...exampleBody(example.body),
  ])
}

function exampleBody(body: OperationExample['body']): readonly string[] {
  if (body === undefined) return []
  if ('json' in body)
    return ["-H 'Content-Type: application/json'", `-d ${shellQuoted(JSON.stringify(body.json))}`]
  if ('urlencoded' in body)
    return Object.entries(body.urlencoded).map(
      ([name, value]) => `--data-urlencode ${shellQuoted(`${name}=${value}`)}`,
    )
  if ('file' in body)
    return [`-H ${shellQuoted(`Content-Type: ${body.type}`)}`, `--data-binary @${body.file}`]
  return body.form.map(part =>
    'file' in part
      ? `-F ${shellQuoted(`${part.name}=@${part.file};type=${part.type}`)}`
      : `--form-string ${shellQuoted(`${part.name}=${part.value}`)}`,
  )
}

function formFlags({ parts, body }: JournalEntry): readonly string[] {
  const fields = new Map(Object.entries((body ?? {}) as { readonly [name: string]: string }))
  return parts.map(({ name, filename, declaredType }) => {
    if (filename === null) return `--form-string ${shellQuoted(`${name}=${fields.get(name) ?? SECRET}`)}`
    const type = declaredType === null ? '' : `;type=${declaredType}`
    return `-F ${shellQuoted(`${name}=@${filename}${type}`)}`
  })
}

function bodyFlags({ body, bodyBytes, headers }: JournalEntry): readonly string[] {
  if (body !== null && /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? ''))
    return Object.entries(body as { readonly [name: string]: string }).map(
      ([name, value]) => `--data-urlencode ${shellQuoted(`${name}=${value}`)}`,
    )
  if (body !== null && body !== undefined) return [`-d ${shellQuoted(JSON.stringify(body))}`]
  return bodyBytes > 0 ? ['--data-binary @FILE'] : []
}

function line(words: readonly string[]): string {
  return words.join(' \\\n  ')
}
