import type { Finding, JournalEntry } from '../../core/journal.ts'
import { CONTROL_PREFIX } from '../../core/namespace.ts'
import { indented, printable } from '../../core/text.ts'
import type { Vendor } from '../../http/vendor-kit/vendor.ts'
import { exampleAsCurl } from './curl.ts'
import { hexdump } from './hexdump.ts'

/** A request's story as plain text for a person: what was broken, where in the bytes, and a request that passes. */
export function explain(entry: JournalEntry, vendor: Vendor | undefined, origin: string): string {
  const example = vendor?.examples.find(({ operation }) => operation === entry.operation)
  const passing =
    example === undefined || vendor === undefined
      ? `The operations of ${entry.vendor} are listed at ${origin}${CONTROL_PREFIX}/openapi/${entry.vendor}.json`
      : `A request that passes:\n\n${indented(exampleAsCurl(example, entry, { origin, security: vendor.security }))}`
  return [
    heading(entry),
    ...(entry.findings.length === 0 ? ['No rule was broken, nor nearly broken.'] : []),
    ...entry.findings.map((finding, index) => paragraph(finding, index + 1, entry)),
    ...entry.explanation,
    ...(entry.outcome === 'accepted' ? [] : [passing]),
    '',
  ].join('\n\n')
}

function heading(entry: JournalEntry): string {
  const { method, path, vendor, operation, response, durationMs, outcome, committed, fault } = entry
  return [
    printable(`${method} ${path}`),
    `${vendor}, ${operation ?? 'no operation has this path'}, namespace ${entry.namespace}, at ${new Date(entry.receivedAt).toISOString()}`,
    [
      outcome,
      response === null ? 'no answer' : `answered ${response.status} after ${durationMs} ms`,
      committed ? 'something was stored or changed' : 'nothing was stored',
      ...(fault === null ? [] : [`struck by fault ${fault}`]),
    ].join(', '),
  ].join('\n')
}

function paragraph(finding: Finding, number: number, entry: JournalEntry): string {
  const { rule, severity, part, offset, expected, found, message, evidence, source } = finding
  const place = [
    part === null ? [] : `part ${part}`,
    offset === null ? [] : `byte ${offset} of the body`,
  ].flat()
  const dump = dumpAt(offset, entry)
  return [
    // A client's own words make no line of their own.
    printable(`${number}. ${severity}: ${rule}${place.length === 0 ? '' : ` (${place.join(', ')})`}`),
    printable(`   ${message}`),
    ...(expected === null ? [] : [printable(`   expected: ${expected}`)]),
    ...(found === null ? [] : [printable(`   found:    ${found}`)]),
    `   ${evidence}: ${source}`,
    ...(dump === undefined ? [] : ['', indented(dump)]),
  ].join('\n')
}

function dumpAt(offset: number | null, { excerpts }: JournalEntry): string | undefined {
  if (offset === null) return undefined
  for (const excerpt of excerpts) {
    const bytes = Buffer.from(excerpt.base64, 'base64')
    if (offset >= excerpt.offset && offset <= excerpt.offset + bytes.length)
      return hexdump(bytes, excerpt.offset, offset)
  }
  return undefined
}
