import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ambiguityOf } from './pattern-ambiguity.ts'
import { patternsBelow } from './pattern-literals.ts'

const { literals, made } = patternsBelow(resolve(import.meta.dirname, '../../src'))

describe('the patterns of this server', () => {
  it('are found', () => {
    expect(literals.length).toBeGreaterThan(40)
    expect(literals.map(({ file }) => file)).toContain('core/namespace.ts')
  })

  it('take linear time, whatever they read', () => {
    const slow = literals.flatMap(({ file, source, flags }) => {
      const reason = ambiguityOf(source, flags)
      return reason === undefined ? [] : [`${file} /${source}/${flags}: ${reason}`]
    })
    expect(slow).toEqual([])
  })

  it('are literals: what is made of a text while the server runs nobody can judge', () => {
    expect(made).toEqual([])
  })
})

describe('the judge of patterns', () => {
  it.each([
    ['a search that may begin anywhere in a run', /\s+$/],
    ['a name before its sign', /(\w+)=/g],
    ['two runs that meet', /^[ \t]*(.*?)[ \t]*$/],
    ['a word somewhere in a run, and another run', /"[^"]*token[^"]*"\s*:/],
    ['a loop in a loop', /^(?:a+)+$/],
    ['alternatives that read the same', /^(?:\w|a)*$/],
    ['alternatives that read nothing', /^(?:(?:a*|)b)*c$/],
    ['case that does not matter', /^[a-z]*[A-Z]*$/i],
    ['line ends and what is no word', /^\W*\r*x$/],
    ['a part of a loop that may be absent', /^(?:a?a?)*b$/],
    ['an endless look ahead', /(?=.*x)y/],
    ['a reference back', /^(a*)\1$/],
  ])('refuses %s', (_, { source, flags }) => {
    expect(ambiguityOf(source, flags)).toBeDefined()
  })

  it.each([
    ['a run at the end, which never fails', /[^\x20-\x7e]+/g],
    ['a run from the beginning', /^\s*x/],
    ['a word somewhere behind the beginning', /^.*(?:token|secret)/i],
    ['segments apart', /^arn:[^:]+:connect:[^:]*:[^:]*:instance\/([^/]+)$/],
    ['a run behind a sign that is not in it', /\.([^./\\]+)$/],
    ['a quoted text with escapes', /^"(?:[^"\\]|\\.)*"$/],
    ['so many and no more', /_ns_([a-z0-9][a-z0-9-]{0,62})$/],
    ['segments in a loop', /^(?:\/[\w.~-]+)+$/],
    ['a sticky run', /\s*;/y],
  ])('lets %s pass', (_, { source, flags }) => {
    expect(ambiguityOf(source, flags)).toBeUndefined()
  })
})
