import { expect, it } from 'vitest'
import { Slabs } from '../../src/storage/slabs.ts'

function heldBytes(chunks: readonly Uint8Array[]): number {
  return [...new Set(chunks.map(chunk => chunk.buffer))].reduce((sum, buffer) => sum + buffer.byteLength, 0)
}

it('costs little more than its bytes for a file that comes in chunks of one byte', () => {
  const slabs = new Slabs()
  for (let n = 0; n < 200_000; n++) slabs.add(Buffer.of(n % 251))
  const chunks = slabs.finish()
  expect(Buffer.concat(chunks).equals(Buffer.from(Array.from({ length: 200_000 }, (_, n) => n % 251)))).toBe(
    true,
  )
  expect(heldBytes(chunks)).toBeLessThan(300_000)
})

it('does not keep a socket’s buffer alive for four bytes of it', () => {
  const slabs = new Slabs()
  slabs.add(Buffer.alloc(65_536, 7).subarray(100, 104))
  const chunks = slabs.finish()
  expect(heldBytes(chunks)).toBe(4)
})

it('keeps large chunks as they are, in their order among small ones', () => {
  const large = Buffer.alloc(20_000, 2)
  const slabs = new Slabs()
  for (const chunk of [Buffer.from('ab'), large, Buffer.from('cd')]) slabs.add(chunk)
  const chunks = slabs.finish()
  expect(chunks[1]).toBe(large)
  expect(Buffer.concat(chunks).equals(Buffer.concat([Buffer.from('ab'), large, Buffer.from('cd')]))).toBe(
    true,
  )
})
