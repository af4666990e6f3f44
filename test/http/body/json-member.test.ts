import { expect, it } from 'vitest'
import { indexOfMember, MemberSearch, placeInMember } from '../../../src/http/body/json-member.ts'

it.each([
  ['{"a":1,"Source" : "x"}', 19],
  ['{"Source":5}', 10],
  ['{"x":"Source","Source":"y"}', 24],
  ['["Source""Source":"y"]', 19],
  ['{"Source" "Source": "y"}', 21],
  ['{"a":"Source"}', null],
  ['{"Source', null],
])('finds where the value of a member of %s begins', (text, at) => {
  expect(indexOfMember(text, 'Source')).toBe(at)
})

it.each([1, 2, 3, 7])('finds it too where the text comes %s characters at a time', size => {
  const text = '{"Sour":"x", "Source" \n : \t"the value"}'
  const search = new MemberSearch('Source')
  let found: number | undefined
  for (let at = 0; found === undefined && at < text.length; at += size) {
    const within = search.within(text.slice(at, at + size))
    if (within !== undefined) found = at + within
  }
  expect(found).toBe(indexOfMember(text, 'Source'))
})

it('counts escapes of a text as what they stand for', () => {
  const text = '{"Source":"a\\u00e9\\n!"}'
  expect(placeInMember(text, 'Source', 3)).toBe(text.indexOf('!'))
})
