import { expect } from 'vitest'
import { type Entry, listed, told, verified } from './journal-client.ts'

/** Every way in which a text may show a secret that it should not. */
function spellings(secret: string): readonly string[] {
  const plain = [secret, `ann:${secret}`, `app:${secret}`]
  return [
    ...plain,
    ...plain.map(text => Buffer.from(text).toString('base64').replace(/=+$/, '')),
    ...plain.map(text => Buffer.from(text).toString('base64url')),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
  ]
}

/** A hexdump's columns, each in one piece: a secret may run over the end of a line. */
function columnsOf(dump: string): string {
  const rows = [...dump.matchAll(/^ *[0-9a-f]{8} {2}((?:[0-9a-f]{2} ?)+) *\|(.{1,16})\|$/gm)]
  return [rows.map(row => row[2]).join(''), rows.map(row => row[1]?.replaceAll(' ', '')).join('')].join('\n')
}

/** Looks for secrets in texts, in whatever spelling they show them. */
export function expectNotIn(texts: readonly string[], ...secrets: readonly string[]): void {
  const all = [...texts, ...texts.map(columnsOf)].join('\n')
  const shown = new Set<string>()
  for (const spelling of secrets.flatMap(spellings))
    for (let at = all.indexOf(spelling); at >= 0; at = all.indexOf(spelling, at + 1))
      shown.add(all.slice(Math.max(0, at - 60), at + spelling.length))
  expect([...shown].slice(0, 20)).toEqual([])
}

/** Looks for secrets in all that the control API tells of a namespace's requests. Answers the latest of them. */
export async function expectNoSecret(url: string, ...secrets: readonly string[]): Promise<Entry> {
  const { items } = await listed(url)
  const verdict = await verified(url, { match: { path: '/nowhere' } })
  expect(verdict.status).toBe(422)
  const texts = [JSON.stringify(items), verdict.text]
  for (const { id } of items) {
    texts.push(await (await fetch(`${url}/_mock/requests/${id}`)).text())
    for (const how of ['explain', 'curl', 'har'] as const) texts.push(await told(url, id, how))
  }
  expectNotIn(texts, ...secrets)
  const entry = items.at(-1)
  if (entry === undefined) throw new Error('the journal is empty')
  return entry
}
