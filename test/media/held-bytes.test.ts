import { expect, it } from 'vitest'
import { HeldBytes } from '../../src/media/held-bytes.ts'

it('holds what comes behind what it lets go of', () => {
  const held = new HeldBytes(Buffer.from('ab'))
  let all = 'ab'
  let gone = 0
  for (let at = 0; at < 1_000; at++) {
    const piece = `<${at}>`
    held.add(Buffer.from(piece))
    all += piece
    if (at % 3 === 0) {
      held.letGo(4)
      gone += 4
    }
    expect(held.bytes.toString()).toBe(all.slice(gone))
  }
  expect(held.length).toBe(all.length - gone)
})

it('writes nothing into the bytes that it was given', () => {
  const given = Buffer.from('abcdef')
  const held = new HeldBytes(Buffer.from(''))
  held.replace(given.subarray(1, 3))
  held.add(Buffer.from('XY'))
  expect([held.bytes.toString(), given.toString()]).toEqual(['bcXY', 'abcdef'])
})
