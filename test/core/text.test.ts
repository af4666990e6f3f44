import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { indented, patternOf, shellQuoted } from '../../src/core/text.ts'

const odd = 'a.b*c+d?e^f$g{h}(i)|[j]\\k/l-m\'n"o p `q` $(r)'

it('quotes a text into one word of a shell, whatever is in it', () => {
  expect(spawnSync('sh', ['-c', `printf %s ${shellQuoted(odd)}`]).stdout.toString()).toBe(odd)
})

it('makes a pattern that matches a text and nothing else', () => {
  const pattern = new RegExp(`^${patternOf(odd)}$`)
  expect([pattern.test(odd), pattern.test(odd.replace('.', 'x'))]).toEqual([true, false])
})

it('moves a text in line by line', () => {
  expect(indented('a\n\nb')).toBe('   a\n   \n   b')
})
