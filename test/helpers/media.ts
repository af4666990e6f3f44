import { readFileSync } from 'node:fs'

/** A file of `fixtures/media`. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/media/${name}`, import.meta.url))
}

/** A file that begins as `fixture(name)` and has exactly `bytes` bytes: what is missing follows as zeros. */
export function padded(name: string, bytes: number): Buffer {
  const begin = fixture(name)
  if (begin.length > bytes) throw new Error(`${name} has more than ${bytes} bytes`)
  return Buffer.concat([begin, Buffer.alloc(bytes - begin.length)])
}
