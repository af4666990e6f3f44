import { describe, expect, it } from 'vitest'
import { Comparison, TooMuchToCompare } from '../../../src/control/requests/difference.ts'

const differences = (expected: unknown, actual: unknown) => new Comparison().differences(expected, actual)

describe('what differs', () => {
  it.each<[string, unknown, unknown]>([
    ['equal texts', 'a', 'a'],
    ['null and null', null, null],
    ['an object of which the other has more', { a: 1 }, { a: 1, b: 2 }],
    ['an object in an object', { a: { b: { c: 1 } } }, { a: { b: { c: 1, d: 2 } }, e: 3 }],
    ['nothing of an object', {}, { a: 1 }],
    ['nothing of an array', [], [1, 2]],
    ['an element wherever it stands', [{ b: 2 }], [{ a: 1 }, { b: 2, c: 3 }]],
    ['elements in another order', [1, 2, 3], [3, 1, 2]],
    ['the same element twice', ['a', 'a'], ['a', 'b', 'a']],
    ['arrays in arrays', [[1], [2]], [[2, 0], [1]]],
    ['a wide element before a narrow one', [{ a: 1 }, { a: 1, b: 2 }], [{ a: 1, b: 2 }, { a: 1 }]],
    ['a narrow element before a wide one', [{ a: 1, b: 2 }, { a: 1 }], [{ a: 1 }, { a: 1, b: 2 }]],
    [
      'elements of which each has but one place left',
      [{ a: 1 }, { b: 1 }, { c: 1 }],
      [{ a: 1, b: 1, c: 1 }, { a: 1, b: 1 }, { a: 1 }],
    ],
  ])('is nothing: %s', (_, expected, actual) => {
    expect(differences(expected, actual)).toEqual([])
    expect(new Comparison().matches(expected, actual)).toBe(true)
  })

  it.each<[string, unknown, unknown, readonly object[]]>([
    ['a text', { a: 'x' }, { a: 'y' }, [{ path: 'a', expected: 'x', actual: 'y' }]],
    ['a type', { a: 1 }, { a: '1' }, [{ path: 'a', expected: 1, actual: '1' }]],
    ['null for nothing', { a: null }, {}, [{ path: 'a', expected: null, actual: undefined }]],
    ['false for nothing', { a: false }, {}, [{ path: 'a', expected: false, actual: undefined }]],
    [
      'two members, one deep',
      { a: 1, b: { c: 2, d: 3 } },
      { a: 0, b: { c: 2, d: 4 } },
      [
        { path: 'a', expected: 1, actual: 0 },
        { path: 'b.d', expected: 3, actual: 4 },
      ],
    ],
    ['an object for a text', { a: { b: 1 } }, { a: 'b' }, [{ path: 'a', expected: { b: 1 }, actual: 'b' }]],
    ['an object for null', { a: {} }, { a: null }, [{ path: 'a', expected: {}, actual: null }]],
    ['an object for an array', { a: {} }, { a: [] }, [{ path: 'a', expected: {}, actual: [] }]],
    ['an array for an object', { a: [] }, { a: {} }, [{ path: 'a', expected: [], actual: {} }]],
    ['an element too few', { a: [1, 1] }, { a: [1] }, [{ path: 'a.1', expected: 1, actual: undefined }]],
    [
      'an element of none',
      { a: [{ b: 1 }] },
      { a: [] },
      [{ path: 'a.0', expected: { b: 1 }, actual: undefined }],
    ],
    [
      'the element that is nearest',
      { parts: [{ name: 'file', bytes: 5 }] },
      {
        parts: [
          { name: 'note', bytes: 1 },
          { name: 'file', bytes: 6 },
        ],
      },
      [{ path: 'parts.1.bytes', expected: 5, actual: 6 }],
    ],
    [
      'a member that every object inherits',
      { toString: 'x' },
      {},
      [{ path: 'toString', expected: 'x', actual: undefined }],
    ],
    ['a root', 'a', 'b', [{ path: '', expected: 'a', actual: 'b' }]],
  ])('is told with its path: %s', (_, expected, actual, found) => {
    expect(differences(expected, actual)).toEqual(found)
    expect(new Comparison().matches(expected, actual)).toBe(false)
  })

  it('is the element that is missing, not those that are there', () => {
    const [one, two, three] = [{ name: 'one' }, { name: 'two' }, { name: 'three' }]
    const { length, 0: only } = differences([one, two, three], [two, three])
    expect([length, only]).toEqual([1, { path: expect.any(String), expected: one, actual: undefined }])
  })

  it('is found in hundreds of elements in no time', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ index }))
    expect(differences([...many].reverse(), many)).toEqual([])
  })

  it('is found in thousands of elements that a plain member tells apart', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({ id: index, name: `n${index}` }))
    expect(new Comparison().matches(many.toReversed(), many)).toBe(true)
    expect(new Comparison().differences([{ id: -1 }, ...many.slice(1)], many)).toHaveLength(1)
  })

  it('is not looked for without an end', () => {
    const elements = (of: string) => Array.from({ length: 2_000 }, (_, index) => ({ [of]: { index } }))
    const expected = { body: { items: elements('a') } }
    const judge = () => new Comparison().differences(expected, { body: { items: elements('b') } })
    expect(judge).toThrow(TooMuchToCompare)
    expect(judge).toThrow(expect.objectContaining({ path: expect.stringContaining('body.items') }))
  })
})
