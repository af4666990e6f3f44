import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'

const README = new URL('../../../README.md', import.meta.url)

/** Expects README to have `content` between the markers of this name; writes it there where documents are made. */
export function expectSection(name: string, content: string): void {
  const readme = readFileSync(README, 'utf8')
  const [before, rest = ''] = readme.split(`<!-- ${name} -->`)
  const [, after] = rest.split(`<!-- /${name} -->`)
  if (after === undefined) throw new Error(`README has no markers of ${name}`)
  const written = `${before}<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->${after}`
  if (process.env.UPLOADMOCK_GENERATE === 'write') writeFileSync(README, written)
  else expect(readme, 'stale: run npm run generate').toBe(written)
}
