import { type Head, headerOf } from '../../http/request/head.ts'
import type { Rendered } from '../../http/vendor-kit/dialect.ts'
import type { Settings } from './config.ts'

/** An answer's fields: the app looks for `media_url` in a success and for `message` in a refusal. */
export type Fields = { readonly [name: string]: string }

/** Writes answers in XML or JSON: as configured, else as `?format=` says, else in XML where Accept names it. */
export function answerIn(format: Settings['format']) {
  return (status: number, fields: Fields, head: Head): Rendered =>
    chosen(format, head) === 'xml'
      ? { status, headers: { 'content-type': 'text/xml' }, body: asXml(fields) }
      : { status, headers: { 'content-type': 'application/json' }, body: fields }
}

/** Writes an answer to a request. */
export type Answer = ReturnType<typeof answerIn>

function chosen(format: Settings['format'], head: Head): 'xml' | 'json' {
  if (format !== 'auto') return format
  const asked = head.query.get('format') ?? head.query.get('response')
  if (asked === 'xml' || asked === 'json') return asked
  return /\bxml\b/i.test(headerOf(head, 'accept') ?? '') ? 'xml' : 'json'
}

function asXml(fields: Fields): string {
  const elements = Object.entries(fields).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
  return `<response>${elements.join('')}</response>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
