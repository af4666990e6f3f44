import { expect } from 'vitest'
import type { Entry } from '../journal-client.ts'
import { lastEntry, told } from '../journal-client.ts'

type Finding = Entry['findings'][number]

/** The latest request of a namespace and its explanation. */
export async function explained(url: string): Promise<{ readonly entry: Entry; readonly text: string }> {
  const entry = await lastEntry(url)
  return { entry, text: await told(url, entry.id, 'explain') }
}

/** The finding of a rule, of which there must be one: where nothing else is said, no note. */
export function findingOf(entry: Entry, rule: string, severity?: Finding['severity']): Finding {
  const isMeant = (one: Finding) =>
    severity === undefined ? one.severity !== 'note' : one.severity === severity
  const all = entry.findings.filter(one => one.rule === rule && isMeant(one))
  expect([rule, entry.findings.map(one => one.rule), all.length]).toEqual([rule, expect.anything(), 1])
  return all[0] as Finding // of which there is one
}

/** The paragraph that an explanation has for a rule. */
export function paragraphOf(text: string, { rule, severity }: Finding): string {
  const found = new RegExp(
    `^\\d+\\. ${severity}: ${rule.replaceAll('.', '\\.')}[\\s\\S]*?(?=\\n\\n(?! {3}))`,
    'm',
  ).exec(text)
  if (found === null) throw new Error(`no paragraph for ${rule} in:\n${text}`)
  return found[0]
}

/** Expects that a paragraph says all of a finding in words. */
export function expectSaid(paragraph: string, finding: Finding): void {
  const { part, offset, message, expected, found, evidence, source } = finding
  const [heading = '', ...lines] = paragraph.split('\n').map(line => line.trim())
  if (part !== null) expect(heading).toContain(`part ${part}`)
  if (offset !== null) expect(heading).toContain(`byte ${offset} of the body`)
  expect(lines[0]).toBe(message)
  if (expected !== null) expect(lines).toContain(`expected: ${expected}`)
  if (found !== null) expect(lines).toContain(`found:    ${found}`)
  expect(lines).toContain(`${evidence}: ${source}`)
}

/** Expects a caret under the byte of the body at `offset`, be it the one after the last. */
export function expectCaret(paragraph: string, body: Uint8Array, offset: number): void {
  const lines = paragraph.split('\n')
  const at = lines.findIndex(line => line.endsWith(`^^ byte ${offset}`))
  expect(at, `a caret at byte ${offset} in:\n${paragraph}`).toBeGreaterThan(0)
  const row = lines[at - 1] ?? ''
  const column = lines[at]?.indexOf('^^') ?? 0
  const begin = /[0-9a-f]{8} {2}/.exec(row)
  const first = (begin?.index ?? 0) + 10
  expect(Number.parseInt(row.trim().slice(0, 8), 16) + (column - first) / 3).toBe(offset)
  const byte = body[offset]
  expect(row.slice(column, column + 2)).toBe(byte === undefined ? '  ' : byte.toString(16).padStart(2, '0'))
}
