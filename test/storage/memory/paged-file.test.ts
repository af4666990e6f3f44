import { expect, it } from 'vitest'
import { PagedFile } from '../../../src/storage/memory/paged-file.ts'
import { PAGE_BYTES, Pages } from '../../../src/storage/memory/pages.ts'
import { readAll, sampleBytes } from '../../contracts/sample-bytes.ts'

/** Pages that count what of them is in use. */
class CountedPages extends Pages {
  taken = 0

  override take(): Uint8Array {
    this.taken += 1
    return super.take()
  }

  override give(page: Uint8Array): void {
    this.taken -= 1
    super.give(page)
  }
}

function fileOf(bytes: Uint8Array, pages = new Pages(), chunk = 10_000): PagedFile {
  const file = new PagedFile(pages)
  for (let at = 0; at < bytes.length; at += chunk) file.append(bytes.subarray(at, at + chunk))
  file.end()
  return file
}

it.each([1, 100, PAGE_BYTES - 1, PAGE_BYTES, PAGE_BYTES + 1, 65_536, 200_000])(
  'reads what came in chunks of %i bytes',
  async chunk => {
    const bytes = sampleBytes(200_000)
    expect((await readAll(fileOf(bytes, new Pages(), chunk).read())).equals(bytes)).toBe(true)
  },
)

it.each([
  [0, 0],
  [PAGE_BYTES - 1, PAGE_BYTES],
  [100, 199_999],
  [PAGE_BYTES, 2 * PAGE_BYTES - 1],
  [199_999, 199_999],
  [199_000, 300_000],
])('reads bytes %i to %i', async (start, end) => {
  const bytes = sampleBytes(200_000)
  const read = await readAll(fileOf(bytes, new Pages(), 7_000).read({ start, end }))
  expect(read.equals(bytes.subarray(start, end + 1))).toBe(true)
})

it('keeps a large chunk as it is, in its place among small ones', async () => {
  const bytes = sampleBytes(400_000)
  const pages = new CountedPages()
  const file = new PagedFile(pages)
  file.append(bytes.subarray(0, 20_000))
  file.append(Buffer.from(bytes.subarray(20_000, 350_000)))
  file.append(bytes.subarray(350_000))
  file.end()
  expect(pages.taken).toBe(6)
  expect((await readAll(file.read())).equals(bytes)).toBe(true)
  const range = { start: 19_999, end: 350_000 }
  expect((await readAll(file.read(range))).equals(bytes.subarray(range.start, range.end + 1))).toBe(true)
  file.drop()
  expect(pages.taken).toBe(0)
})

it('keeps the chunks of a large file, but copies one that is a part of its buffer', async () => {
  const bytes = sampleBytes(3 * 1024 * 1024)
  const pages = new CountedPages()
  const file = new PagedFile(pages)
  for (let at = 0; at < bytes.length; at += 60_000) file.append(Buffer.from(bytes.subarray(at, at + 60_000)))
  const taken = pages.taken
  expect(taken * PAGE_BYTES).toBeLessThan(1.2 * 1024 * 1024)
  const part = Buffer.alloc(1_000_000, 1).subarray(0, 2 * PAGE_BYTES)
  file.append(part)
  file.end()
  part.fill(2)
  expect(pages.taken).toBe(taken + 2)
  const read = await readAll(file.read())
  expect(read.subarray(0, bytes.length).equals(bytes)).toBe(true)
  expect(read.subarray(bytes.length).equals(Buffer.alloc(2 * PAGE_BYTES, 1))).toBe(true)
})

it('costs little more than its bytes for a file that comes in chunks of one byte', () => {
  const pages = new CountedPages()
  fileOf(sampleBytes(200_000), pages, 1)
  expect(pages.taken * PAGE_BYTES).toBeLessThan(200_000 + PAGE_BYTES)
})

it('keeps no page for four bytes', () => {
  const pages = new CountedPages()
  fileOf(sampleBytes(4), pages)
  expect(pages.taken).toBe(0)
})

it('reads to its end what is dropped meanwhile, and whose memory others want', async () => {
  const pages = new CountedPages()
  const bytes = sampleBytes(200_000)
  const file = fileOf(bytes, pages)
  const [early, late] = [file.read(), file.read()]
  const started = early[Symbol.asyncIterator]()
  const first = await started.next()
  file.drop()
  fileOf(Buffer.alloc(25 * PAGE_BYTES), pages)
  expect((await readAll(late)).equals(bytes)).toBe(true)
  const rest: Buffer[] = [first.value as Buffer]
  for (let next = await started.next(); next.done !== true; next = await started.next())
    rest.push(next.value as Buffer)
  expect(Buffer.concat(rest).equals(bytes)).toBe(true)
  expect(pages.taken).toBe(25)
})

it('gives its memory back when a reader leaves early', async () => {
  const pages = new CountedPages()
  const file = fileOf(sampleBytes(200_000), pages)
  const stream = file.read()
  file.drop()
  expect(pages.taken).toBeGreaterThan(0)
  const closed = new Promise(resolve => stream.once('close', resolve))
  stream.destroy()
  await closed
  expect(pages.taken).toBe(0)
})

it.each([8_200, 24_600, 50_000, 100_000, 1_000_000])(
  'costs an eighth more than itself at most, at %i bytes',
  bytes => {
    const pages = new CountedPages()
    fileOf(sampleBytes(bytes), pages)
    expect(pages.taken * PAGE_BYTES).toBeLessThanOrEqual(bytes * 1.125)
  },
)

it('lets go of what single files gave back, beyond a spare', () => {
  const pages = new Pages()
  fileOf(Buffer.alloc(100 * 1024 * 1024), pages).drop()
  expect(pages.freeBytes).toBe(64 * 1024 * 1024)
})

it('uses memory again, and lets go of what was long not needed', () => {
  const pages = new Pages()
  const large = fileOf(Buffer.alloc(100 * 1024 * 1024), pages)
  pages.keep(large.bytes)
  large.drop()
  expect(pages.freeBytes).toBe(100 * 1024 * 1024)
  const small = fileOf(Buffer.alloc(PAGE_BYTES), pages)
  expect(pages.freeBytes).toBe(100 * 1024 * 1024 - PAGE_BYTES)
  small.drop()
  expect(pages.freeBytes).toBe(100 * 1024 * 1024)
  pages.keep(PAGE_BYTES)
  expect(pages.freeBytes).toBe(64 * 1024 * 1024)
})
