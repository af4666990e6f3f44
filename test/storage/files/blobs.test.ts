import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Bytes } from '../../../src/core/bytes.ts'
import { KiB, MiB } from '../../../src/core/units.ts'
import { StorageFull } from '../../../src/storage/blobs.ts'
import { openFileBlobs } from '../../../src/storage/files/blobs.ts'
import { namedByWords } from '../../contracts/blob-keys.ts'
import { describeBlobStore } from '../../contracts/blob-store.ts'
import { allOf, failingAfter, inChunks, readAll, sampleBytes } from '../../contracts/sample-bytes.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

describeBlobStore('files', maxBytes => openFileBlobs({ dir: temporaryFolder(), maxBytes }))

const namedOpen = async (dir: string, maxBytes: number) =>
  namedByWords(await openFileBlobs({ dir, maxBytes }))

async function opened(dir: string, maxBytes = 64 * MiB) {
  const store = await namedOpen(dir, maxBytes)
  onTestFinished(() => store.close())
  return store
}

describe('drafts', () => {
  const draftsIn = (dir: string) => readdirSync(join(dir, 'tmp'))

  it('are gone when a blob is stored', async () => {
    const dir = temporaryFolder()
    const store = await opened(dir)
    let during: readonly string[] = []
    async function* source(): Bytes {
      yield* inChunks(sampleBytes(2 * MiB))
      during = draftsIn(dir)
    }
    await store.put('a/1/blob', source())
    expect(during).toHaveLength(1)
    expect(draftsIn(dir)).toEqual([])
  })

  it.each([0, 1, 100_000])('are gone when the source fails after %i bytes', async length => {
    const dir = temporaryFolder()
    const store = await opened(dir)
    const error = new Error('the client hung up')
    const bytes = sampleBytes(length)
    // Many at once: a draft may be made late, when the file system is busy.
    const puts = Array.from({ length: 300 }, (_, i) =>
      store.put(`a/1/${i}`, failingAfter(bytes, error, 50_000)),
    )
    for (const result of await Promise.allSettled(puts))
      expect(result).toEqual({ status: 'rejected', reason: error })
    expect(draftsIn(dir)).toEqual([])
  })

  it('are gone when there is no room', async () => {
    const dir = temporaryFolder()
    const store = await opened(dir, 100)
    await expect(store.put('a/1/blob', inChunks(sampleBytes(101), 10))).rejects.toBeInstanceOf(StorageFull)
    expect(draftsIn(dir)).toEqual([])
  })

  it('are gone when a dropped folder is freed', async () => {
    const dir = temporaryFolder()
    const store = await namedOpen(dir, MiB)
    for (let i = 0; i < 50; i++) await store.put(`a/1/${i}`, inChunks(sampleBytes(100)))
    await store.drop('a/1/')
    await store.close()
    expect(draftsIn(dir)).toEqual([])
    expect(readdirSync(join(dir, 'blobs'))).toEqual([])
  })
})

it('pulls no faster than it writes', async () => {
  const dir = temporaryFolder()
  const store = await opened(dir)
  const chunk = sampleBytes(64 * KiB)
  let mostAhead = 0
  async function* source(): Bytes {
    for (let pulled = 0; pulled < 32 * MiB; pulled += chunk.length) {
      const [draft] = readdirSync(join(dir, 'tmp'))
      const written = draft === undefined ? 0 : statSync(join(dir, 'tmp', draft)).size
      mostAhead = Math.max(mostAhead, pulled - written)
      yield chunk
    }
  }
  await store.put('a/1/blob', source())
  expect(mostAhead).toBeGreaterThan(0)
  expect(mostAhead).toBeLessThanOrEqual(2 * MiB)
})

it('tells which setting ends the room on the disk', async () => {
  const store = await opened(temporaryFolder(), 10)
  await expect(store.put('a/1/blob', inChunks(sampleBytes(11)))).rejects.toThrow(
    'limits.diskBytes is reached: 10 bytes',
  )
})

it('rejects when its folder cannot be made', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  await expect(openFileBlobs({ dir: join(file, 'data'), maxBytes: MiB })).rejects.toMatchObject({
    code: 'ENOTDIR',
  })
})

it('rejects when its folder cannot be written', async () => {
  // Where even the superuser, as whom containers run tests, may write nothing.
  await expect(openFileBlobs({ dir: '/sys/uploadmock', maxBytes: MiB })).rejects.toMatchObject({
    code: expect.stringMatching(/^(EACCES|EPERM|EROFS)$/),
  })
})

it('has an empty listing after its last blob, without a folder, is deleted', async () => {
  const dir = temporaryFolder()
  const store = await openFileBlobs({ dir, maxBytes: MiB })
  onTestFinished(() => store.close())
  await store.put('blob', inChunks(sampleBytes(10)))
  await store.delete('blob')
  expect(await allOf(store.keys())).toEqual([])
  expect(readdirSync(dir).sort()).toEqual(['blobs', 'tmp'])
})

describe('opened again', () => {
  it('keeps whole blobs', async () => {
    const dir = temporaryFolder()
    const before = await namedOpen(dir, 64 * MiB)
    const bytes = sampleBytes(2 * MiB)
    await before.put('a/1/one', inChunks(bytes))
    await before.put('b/2/two', inChunks(bytes.subarray(0, 0)))
    await before.close()
    const after = await opened(dir)
    expect([...(await allOf(after.keys()))].sort()).toEqual(['a/1/one', 'b/2/two'])
    expect((await readAll(await after.get('a/1/one'))).equals(bytes)).toBe(true)
    expect(await readAll(await after.get('b/2/two'))).toHaveLength(0)
  })

  it('removes drafts and what a drop had begun to free', async () => {
    const dir = temporaryFolder()
    const dropped = join(dir, 'tmp', `dropped-${randomUUID()}`)
    mkdirSync(dropped, { recursive: true })
    writeFileSync(join(dropped, randomUUID()), 'bytes')
    writeFileSync(join(dir, 'tmp', randomUUID()), 'bytes')
    const store = await opened(dir, 100)
    expect(readdirSync(join(dir, 'tmp'))).toEqual([])
    expect(await allOf(store.keys())).toEqual([])
    await store.put('a/1/all', inChunks(sampleBytes(100)))
    expect(await allOf(store.keys())).toEqual(['a/1/all'])
  })

  it('counts what it holds', async () => {
    const dir = temporaryFolder()
    const before = await namedOpen(dir, 1_000)
    await before.put('a/1/one', inChunks(sampleBytes(600)))
    await before.put('a/2/two', inChunks(sampleBytes(100)))
    await before.close()
    const after = await opened(dir, 1_000)
    await expect(after.put('a/3/more', inChunks(sampleBytes(301)))).rejects.toBeInstanceOf(StorageFull)
    await after.put('a/3/rest', inChunks(sampleBytes(300)))
    await after.delete('a/1/one')
    await after.put('a/3/again', inChunks(sampleBytes(600)))
    await expect(after.put('a/3/more', inChunks(sampleBytes(1)))).rejects.toBeInstanceOf(StorageFull)
  })

  it('takes nothing new while it holds more than a lower limit allows', async () => {
    const dir = temporaryFolder()
    const before = await namedOpen(dir, 1_000)
    for (const key of ['a/1/one', 'a/1/two', 'a/1/three']) await before.put(key, inChunks(sampleBytes(300)))
    await before.close()
    const after = await opened(dir, 400)
    await expect(after.put('a/1/more', inChunks(sampleBytes(1)))).rejects.toBeInstanceOf(StorageFull)
    await after.delete('a/1/one')
    // 600 bytes are still there.
    await expect(after.put('a/1/more', inChunks(sampleBytes(1)))).rejects.toBeInstanceOf(StorageFull)
    await after.delete('a/1/two')
    await after.put('a/1/rest', inChunks(sampleBytes(100)))
    await expect(after.put('a/1/more', inChunks(sampleBytes(1)))).rejects.toBeInstanceOf(StorageFull)
  })
})

describe('files that somebody else put there', () => {
  const foreign = [
    'notes.txt',
    'tmp/notes',
    'tmp/x.part',
    'blobs/b',
    'blobs/a/1/.DS_Store',
    'blobs/a/1/thumbs',
  ]

  function strewn(dir: string): void {
    for (const file of foreign) {
      mkdirSync(join(dir, dirname(file)), { recursive: true })
      writeFileSync(join(dir, file), file)
    }
  }

  const left = (dir: string) => foreign.filter(file => existsSync(join(dir, file)))

  it('stay through a start, a deletion and a drop, and are no blobs', async () => {
    const dir = temporaryFolder()
    strewn(dir)
    const store = await opened(dir, 100)
    expect(left(dir)).toEqual(foreign)
    for (const key of ['a/1/one', 'a/1/two']) await store.put(key, inChunks(sampleBytes(50)))
    expect([...(await allOf(store.keys()))].sort()).toEqual(['a/1/one', 'a/1/two'])
    await store.delete('a/1/one')
    await store.drop('a/1/')
    await store.close()
    expect(left(dir)).toEqual(foreign)
    expect(await allOf(store.keys())).toEqual([])
    expect(await store.usedBytes()).toBe(0)
  })

  it('go back where a sudden end left them in a dropped folder', async () => {
    const dir = temporaryFolder()
    const dropped = join(dir, 'tmp', `dropped-${randomUUID()}.a-b.12`)
    mkdirSync(dropped, { recursive: true })
    for (const name of [randomUUID(), 'notes.txt']) writeFileSync(join(dropped, name), 'bytes')
    const store = await opened(dir)
    expect(readdirSync(join(dir, 'tmp'))).toEqual([])
    expect(readdirSync(join(dir, 'blobs', 'a-b', '12'))).toEqual(['notes.txt'])
    expect(await store.usedBytes()).toBe(0)
  })

  it('stay where a folder of ours is a symbolic link to theirs', async () => {
    const dir = temporaryFolder()
    const theirs = temporaryFolder()
    const file = join(theirs, randomUUID())
    writeFileSync(file, 'theirs')
    mkdirSync(join(dir, 'blobs', 'a'), { recursive: true })
    mkdirSync(join(dir, 'tmp'))
    symlinkSync(theirs, join(dir, 'blobs', 'a', '1'))
    symlinkSync(theirs, join(dir, 'tmp', `dropped-${randomUUID()}`))
    symlinkSync(file, join(dir, 'tmp', randomUUID()))
    const store = await opened(dir)
    expect(await allOf(store.keys())).toEqual([])
    await store.drop('a/1/')
    await store.close()
    expect(readdirSync(theirs)).toEqual([basename(file)])
  })
})
