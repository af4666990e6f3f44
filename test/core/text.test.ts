import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import {
  curlAddress,
  indented,
  printable,
  printableLines,
  shellQuoted,
  withoutEndSlashes,
} from '../../src/core/text.ts'

const odd = 'a.b*c+d?e^f$g{h}(i)|[j]\\k/l-m\'n"o p `q` $(r)'

it('quotes a text into one word of a shell, whatever is in it', () => {
  expect(spawnSync('sh', ['-c', `printf %s ${shellQuoted(odd)}`]).stdout.toString()).toBe(odd)
})

it.each([
  ['http://localhost/a', "'http://localhost/a'"],
  ['http://localhost/a.b/.c?d=../e', "'http://localhost/a.b/.c?d=../e'"],
  ['http://localhost/[1-3]', "-g 'http://localhost/[1-3]'"],
  ['http://localhost/{a,b}', "-g 'http://localhost/{a,b}'"],
  ['http://localhost/a/../b', "--path-as-is 'http://localhost/a/../b'"],
  ['http://localhost/[a]/.', "-g --path-as-is 'http://localhost/[a]/.'"],
])('has curl ask for %s itself', (url, words) => {
  expect(curlAddress(url)).toBe(words)
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

it.each([
  ['a screen that is cleared', '\u001b[2Ja', String.raw`\u001b[2Ja`],
  ['a line', 'a\r\nb', String.raw`a\u000d\u000ab`],
  ['a bell and a backspace', '\u0007\u0008\u007f', String.raw`\u0007\u0008\u007f`],
  ['a control of one byte', '\u009b31m', String.raw`\u009b31m`],
  ['a name written backwards', 'gpj.\u202eexe', String.raw`gpj.\u202eexe`],
  ['marks and isolates', '\u200e\u2066\u2069\u061c', String.raw`\u200e\u2066\u2069\u061c`],
  ['separators of lines', '\u2028\u2029\u0085', String.raw`\u2028\u2029\u0085`],
  ['nothing of the kind', 'Grüße, 写真 👩‍🚀 \\n', 'Grüße, 写真 👩‍🚀 \\n'],
])('writes visibly what would act on a terminal: %s', (_, text, visible) => {
  expect(printable(text)).toBe(visible)
  expect(printableLines(`${text}\nb`)).toContain('\nb')
})

it('is still the same text to whoever reads it as JSON', () => {
  const value = { name: '\u001b]0;x\u0007\u202e\u2028' }
  expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value)
})

it.each(['a\u001bb', "it's\n\\n", '\u202e$(r)`q`"', 'tab\there'])(
  'quotes %j visibly into one word of bash',
  text => {
    const word = shellQuoted(text)
    expect(word).toBe(printable(word))
    expect(
      spawnSync('bash', ['-c', `printf %s ${word}`], { env: { LC_ALL: 'C.UTF-8' } }).stdout.toString(),
    ).toBe(text)
  },
)
