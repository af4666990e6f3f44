import type { Readable } from 'node:stream'
import type { Bytes } from '../../src/core/bytes.ts'

/** So many bytes that never repeat in step with a chunk; another `seed` gives others. */
export function sampleBytes(length: number, seed = 0): Buffer {
  const bytes = Buffer.alloc(length)
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 17 + seed * 101) & 0xff
  return bytes
}

/** The bytes as a source that gives at most `size` of them at a time. */
export async function* inChunks(bytes: Uint8Array, size = 65_536): Bytes {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

/** A source that gives these bytes and then fails. */
export async function* failingAfter(bytes: Uint8Array, error: Error, size = 1_000): Bytes {
  yield* inChunks(bytes, size)
  throw error
}

/** All that a stream gives. */
export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** All that a source gives, in an array. */
export async function allOf<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const one of source) found.push(one)
  return found
}

/** A door that a test opens: whoever waits at it goes on then. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}
