import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { indented, shellQuoted, withoutEndSlashes } from '../../src/core/text.ts'

const odd = 'a.b*c+d?e^f$g{h}(i)|[j]\\k/l-m\'n"o p `q` $(r)'

it('quotes a text into one word of a shell, whatever is in it', () => {
  expect(spawnSync('sh', ['-c', `printf %s ${shellQuoted(odd)}`]).stdout.toString()).toBe(odd)
})

it.each([
  ['http://localhost:4600/', 'http://localhost:4600'],
  ['/a//b///', '/a//b'],
  ['///', ''],
  ['a', 'a'],
])('takes the slashes off the end of %s', (text, bare) => {
  expect(withoutEndSlashes(text)).toBe(bare)
})

it('moves a text in line by line', () => {
  expect(indented('a\n\nb')).toBe('   a\n   \n   b')
})
