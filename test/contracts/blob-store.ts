import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Bytes } from '../../src/core/bytes.ts'
import { MiB } from '../../src/core/units.ts'
import { BlobNotFound, type BlobStore, StorageFull } from '../../src/storage/blobs.ts'
import { namedByWords } from './blob-keys.ts'
import { allOf, failingAfter, gate, inChunks, readAll, sampleBytes } from './sample-bytes.ts'

/** What every blob store promises. `open` gives an empty store of at most `maxBytes`; the suite closes it. */
export function describeBlobStore(
  name: string,
  open: (maxBytes: number) => Promise<BlobStore>,
  // A folder of files is made and removed with what is in it. Objects have none, and each is several requests.
  { rounds = 250 }: { readonly rounds?: number } = {},
): void {
  const opened = async (maxBytes = 64 * MiB) => {
    const store = namedByWords(await open(maxBytes))
    onTestFinished(() => store.close())
    return store
  }
  const contentOf = async (store: BlobStore, key: string) => readAll(await store.get(key))
  const keysOf = async (store: BlobStore, prefix?: string) => [...(await allOf(store.keys(prefix)))].sort()
  const fill = (store: BlobStore, key: string, bytes: number) => store.put(key, inChunks(sampleBytes(bytes)))

  // Freeing the space of what was dropped may go on behind.
  const eventually = (work: () => Promise<void>) => vi.waitFor(work, { timeout: 5_000, interval: 5 })

  describe(`${name}: storing and reading`, () => {
    it.each([
      [0, 1],
      [1, 1],
      [2, 1],
      [1_000, 7],
      [65_535, 4_097],
      [65_536, 65_536],
      [65_537, 65_536],
      [3 * MiB + 1, 65_537],
      [5 * MiB, 1_234_567],
    ])('gives back %i bytes that came in chunks of %i', async (length, chunk) => {
      const store = await opened()
      const bytes = sampleBytes(length)
      await store.put('a/1/blob', inChunks(bytes, chunk))
      const found = await contentOf(store, 'a/1/blob')
      expect(found.length).toBe(length)
      expect(found.equals(bytes)).toBe(true)
    })

    it('takes a chunk of no bytes for no end', async () => {
      const store = await opened()
      async function* withGaps(): Bytes {
        for (const text of ['', 'one', '', '', 'two', '']) yield Buffer.from(text)
      }
      await store.put('a/1/blob', withGaps())
      expect((await contentOf(store, 'a/1/blob')).toString()).toBe('onetwo')
    })

    it('gives the same blob to many readers at once', async () => {
      const store = await opened()
      const bytes = sampleBytes(300_000)
      await store.put('a/1/blob', inChunks(bytes))
      const found = await Promise.all(Array.from({ length: 10 }, () => contentOf(store, 'a/1/blob')))
      expect(found.every(one => one.equals(bytes))).toBe(true)
    })

    it('keeps blobs apart that are stored at the same time', async () => {
      const store = await opened()
      const all = Array.from({ length: 20 }, (_, i) => ({
        key: `a/${i % 3}/${i}`,
        bytes: sampleBytes(50_000 + i, i),
      }))
      await Promise.all(all.map(({ key, bytes }) => store.put(key, inChunks(bytes, 999))))
      for (const { key, bytes } of all) expect((await contentOf(store, key)).equals(bytes)).toBe(true)
    })

    it.each([
      ['the first byte', 0, 0],
      ['the last byte', 9_999, 9_999],
      ['a piece of one chunk', 10, 20],
      ['a piece across chunks', 995, 3_005],
      ['exactly one chunk', 1_000, 1_999],
      ['the end', 9_000, 9_999],
      ['everything', 0, 9_999],
    ])('gives a closed range: %s', async (_, start, end) => {
      const store = await opened()
      const bytes = sampleBytes(10_000)
      await store.put('a/1/blob', inChunks(bytes, 1_000))
      const found = await readAll(await store.get('a/1/blob', { start, end }))
      expect(found.toString('hex')).toBe(bytes.subarray(start, end + 1).toString('hex'))
    })

    it('rejects with BlobNotFound before the first byte', async () => {
      const store = await opened()
      await fill(store, 'a/1/present', 10)
      await expect(store.get('a/1/absent')).rejects.toBeInstanceOf(BlobNotFound)
      await expect(store.get('b/2/absent')).rejects.toBeInstanceOf(BlobNotFound)
      await expect(store.get('a/1/absent', { start: 0, end: 1 })).rejects.toBeInstanceOf(BlobNotFound)
    })

    it.each([0, 1, 100_000])('tells the size of a blob of %i bytes', async bytes => {
      const store = await opened()
      await fill(store, 'a/1/blob', bytes)
      expect(await store.size('a/1/blob')).toBe(bytes)
      await expect(store.size('a/1/absent')).rejects.toBeInstanceOf(BlobNotFound)
      await store.delete('a/1/blob')
      await expect(store.size('a/1/blob')).rejects.toBeInstanceOf(BlobNotFound)
    })

    it('reads a blob to its end although its folder is dropped meanwhile', async () => {
      const store = await opened()
      const bytes = sampleBytes(2 * MiB)
      await store.put('a/1/blob', inChunks(bytes))
      const stream = await store.get('a/1/blob')
      await store.drop('a/1/')
      expect((await readAll(stream)).equals(bytes)).toBe(true)
    })
  })

  describe(`${name}: whole or not at all`, () => {
    it('shows no blob before it is whole', async () => {
      const store = await opened()
      const halfway = gate()
      const goOn = gate()
      const atEnd = gate()
      const finish = gate()
      async function* slow(): Bytes {
        yield sampleBytes(100_000)
        halfway.open()
        await goOn.opened
        yield sampleBytes(100_000)
        atEnd.open()
        await finish.opened
      }
      const stored = store.put('a/1/blob', slow())
      await halfway.opened
      await expect(store.get('a/1/blob')).rejects.toBeInstanceOf(BlobNotFound)
      expect(await keysOf(store)).toEqual([])
      goOn.open()
      await atEnd.opened
      await expect(store.get('a/1/blob')).rejects.toBeInstanceOf(BlobNotFound)
      expect(await keysOf(store, 'a/1/')).toEqual([])
      finish.open()
      await stored
      expect(await keysOf(store)).toEqual(['a/1/blob'])
      expect(await contentOf(store, 'a/1/blob')).toHaveLength(200_000)
    })

    it.each([0, 1, 10_000, 3 * MiB])(
      "rejects with the source's own error after %i bytes, and leaves nothing",
      async length => {
        const limit = 4 * MiB
        const store = await opened(limit)
        const error = new Error('the client hung up')
        await expect(store.put('a/1/blob', failingAfter(sampleBytes(length), error))).rejects.toBe(error)
        await expect(store.get('a/1/blob')).rejects.toBeInstanceOf(BlobNotFound)
        expect(await keysOf(store)).toEqual([])
        await fill(store, 'a/1/blob', limit)
        expect(await contentOf(store, 'a/1/blob')).toHaveLength(limit)
      },
    )

    it('asks for a chunk only when it has taken in the one before', async () => {
      const store = await opened()
      let asked = 0
      let most = 0
      const source: Bytes = {
        [Symbol.asyncIterator]() {
          let given = 0
          return {
            async next() {
              asked += 1
              most = Math.max(most, asked)
              await new Promise(setImmediate)
              asked -= 1
              return given++ < 50
                ? { done: false, value: sampleBytes(10_000) }
                : { done: true, value: undefined }
            },
          }
        },
      }
      await store.put('a/1/blob', source)
      expect(most).toBe(1)
    })
  })

  describe(`${name}: forgetting`, () => {
    it('forgets a blob that is deleted', async () => {
      const store = await opened()
      await fill(store, 'a/1/one', 10)
      await fill(store, 'a/1/two', 10)
      await store.delete('a/1/one')
      await expect(store.get('a/1/one')).rejects.toBeInstanceOf(BlobNotFound)
      expect(await keysOf(store)).toEqual(['a/1/two'])
    })

    it('takes the deletion of an absent blob for a success', async () => {
      const store = await opened()
      await fill(store, 'a/1/one', 10)
      await expect(store.delete('a/1/absent')).resolves.toBeUndefined()
      await expect(store.delete('b/2/absent')).resolves.toBeUndefined()
      await store.delete('a/1/one')
      await expect(store.delete('a/1/one')).resolves.toBeUndefined()
    })

    it('takes a key again after its blob was deleted', async () => {
      const store = await opened()
      await fill(store, 'a/1/one', 10)
      await store.delete('a/1/one')
      await fill(store, 'a/1/one', 20)
      expect(await contentOf(store, 'a/1/one')).toHaveLength(20)
    })

    it('names the keys that begin with a prefix', async () => {
      const store = await opened()
      for (const key of ['a/1/one', 'a/1/two', 'a/10/three', 'b/2/four']) await fill(store, key, 1)
      expect(await keysOf(store)).toEqual(['a/1/one', 'a/1/two', 'a/10/three', 'b/2/four'])
      expect(await keysOf(store, 'a/')).toEqual(['a/1/one', 'a/1/two', 'a/10/three'])
      expect(await keysOf(store, 'a/1/')).toEqual(['a/1/one', 'a/1/two'])
      expect(await keysOf(store, 'a/1/t')).toEqual(['a/1/two'])
      expect(await keysOf(store, 'c/')).toEqual([])
    })

    it('drops all blobs below a prefix at once, and no others', async () => {
      const store = await opened()
      for (const key of ['a/1/one', 'a/1/two', 'a/10/three', 'a/2/four', 'b/1/five'])
        await fill(store, key, 10)
      await store.drop('a/1/')
      await expect(store.get('a/1/one')).rejects.toBeInstanceOf(BlobNotFound)
      await expect(store.get('a/1/two')).rejects.toBeInstanceOf(BlobNotFound)
      expect(await keysOf(store)).toEqual(['a/10/three', 'a/2/four', 'b/1/five'])
      expect(await contentOf(store, 'a/10/three')).toHaveLength(10)
    })

    it('takes the drop of a prefix without blobs for a success', async () => {
      const store = await opened()
      await fill(store, 'a/10/one', 10)
      await expect(store.drop('a/1/')).resolves.toBeUndefined()
      await expect(store.drop('b/1/')).resolves.toBeUndefined()
      expect(await keysOf(store)).toEqual(['a/10/one'])
    })

    it('stores blobs under a prefix that was dropped', async () => {
      const store = await opened()
      await fill(store, 'a/1/old', 10)
      await store.drop('a/1/')
      await fill(store, 'a/1/new', 20)
      expect(await keysOf(store)).toEqual(['a/1/new'])
      expect(await contentOf(store, 'a/1/new')).toHaveLength(20)
    })

    it('stores a blob whose prefix is dropped while it arrives, whole or not at all', async () => {
      const store = await opened()
      const halfway = gate()
      const goOn = gate()
      const bytes = sampleBytes(200_000)
      async function* slow(): Bytes {
        yield bytes.subarray(0, 100_000)
        halfway.open()
        await goOn.opened
        yield bytes.subarray(100_000)
      }
      await fill(store, 'a/1/old', 10)
      const stored = store.put('a/1/late', slow())
      await halfway.opened
      await store.drop('a/1/')
      goOn.open()
      await stored
      expect((await contentOf(store, 'a/1/late')).equals(bytes)).toBe(true)
      await store.delete('a/1/late')
      expect(await keysOf(store)).toEqual([])
    })

    it('stands many puts and deletes in one folder at once', async () => {
      const store = await opened()
      const comeAndGo = async (number: number) => {
        for (let round = 0; round < rounds; round++) {
          await fill(store, `a/1/${number}-${round}`, 1)
          await store.delete(`a/1/${number}-${round}`)
        }
      }
      await Promise.all(Array.from({ length: 8 }, (_, number) => comeAndGo(number)))
      expect(await keysOf(store)).toEqual([])
    }, 120_000)

    it('stands many puts and drops of one prefix at once', async () => {
      const store = await opened(10_000)
      const rounds = Array.from({ length: 40 }, (_, i) => i)
      await Promise.all(
        rounds.flatMap(i => [fill(store, `a/1/${i}`, 100), ...(i % 4 === 0 ? [store.drop('a/1/')] : [])]),
      )
      await store.drop('a/1/')
      expect(await keysOf(store)).toEqual([])
      await eventually(() => fill(store, 'a/1/all', 10_000))
      await expect(fill(store, 'a/1/more', 1)).rejects.toBeInstanceOf(StorageFull)
    })

    it('names keys while blobs come and go', async () => {
      const store = await opened()
      await fill(store, 'b/1/stays', 10)
      const comeAndGo = async (folder: number) => {
        for (let round = 0; round < 40; round++) {
          await fill(store, `a/${folder}/${round}`, 10)
          await store.delete(`a/${folder}/${round}`)
        }
      }
      const look = async () => {
        for (let round = 0; round < 40; round++) expect(await keysOf(store)).toContain('b/1/stays')
      }
      await Promise.all([...[1, 2, 3, 4].map(comeAndGo), look(), look()])
      expect(await keysOf(store)).toEqual(['b/1/stays'])
    })
  })

  describe(`${name}: room`, () => {
    it('takes exactly as much as there is room for', async () => {
      const store = await opened(1_000)
      await fill(store, 'a/1/most', 999)
      await expect(fill(store, 'a/1/two', 2)).rejects.toBeInstanceOf(StorageFull)
      await fill(store, 'a/1/last', 1)
      await expect(fill(store, 'a/1/more', 1)).rejects.toBeInstanceOf(StorageFull)
      expect(await keysOf(store)).toEqual(['a/1/last', 'a/1/most'])
      await fill(store, 'a/1/nothing', 0)
    })

    it('leaves nothing of a blob for which there is no room, and lets go of its source', async () => {
      const store = await opened(10_000)
      let isLetGo = false
      async function* endless(): Bytes {
        try {
          for (;;) yield sampleBytes(1_000)
        } finally {
          isLetGo = true
        }
      }
      await expect(store.put('a/1/blob', endless())).rejects.toBeInstanceOf(StorageFull)
      expect(isLetGo).toBe(true)
      await expect(store.get('a/1/blob')).rejects.toBeInstanceOf(BlobNotFound)
      expect(await keysOf(store)).toEqual([])
      await fill(store, 'a/1/blob', 10_000)
    })

    it('has room again after a deletion, and no more than before', async () => {
      const store = await opened(1_000)
      await fill(store, 'a/1/one', 600)
      await fill(store, 'a/1/two', 400)
      await store.delete('a/1/one')
      await store.delete('a/1/one')
      await expect(fill(store, 'a/1/more', 601)).rejects.toBeInstanceOf(StorageFull)
      await fill(store, 'a/1/three', 600)
    })

    it('gives room back once when one blob is deleted twice at the same time', async () => {
      const store = await opened(1_000)
      await fill(store, 'a/1/one', 400)
      await fill(store, 'a/1/two', 600)
      await Promise.all([store.delete('a/1/one'), store.delete('a/1/one'), store.delete('a/1/one')])
      await expect(fill(store, 'a/1/more', 401)).rejects.toBeInstanceOf(StorageFull)
      await fill(store, 'a/1/three', 400)
    })

    it('has room again after a drop, and no more than before', async () => {
      const store = await opened(1_000)
      await fill(store, 'a/1/one', 300)
      await fill(store, 'a/1/two', 300)
      await fill(store, 'a/10/three', 400)
      await store.drop('a/1/')
      await eventually(() => fill(store, 'a/1/four', 600))
      await expect(fill(store, 'a/1/five', 1)).rejects.toBeInstanceOf(StorageFull)
    })

    it('gives room back once for a blob that is deleted while its folder is dropped', async () => {
      const store = await opened(1_000)
      for (let round = 0; round < 20; round++) {
        await eventually(() => fill(store, `a/1/${round}`, 1_000))
        await Promise.all([store.delete(`a/1/${round}`), store.drop('a/1/')])
      }
      await eventually(() => fill(store, 'a/2/all', 1_000))
      await expect(fill(store, 'a/2/more', 1)).rejects.toBeInstanceOf(StorageFull)
    })

    it('counts what still arrives', async () => {
      const store = await opened(1_000)
      const halfway = gate()
      const goOn = gate()
      async function* slow(): Bytes {
        yield sampleBytes(700)
        halfway.open()
        await goOn.opened
      }
      const stored = store.put('a/1/slow', slow())
      await halfway.opened
      await expect(fill(store, 'a/1/other', 301)).rejects.toBeInstanceOf(StorageFull)
      await fill(store, 'a/1/other', 300)
      goOn.open()
      await stored
    })

    it('is never overfilled by blobs that arrive at the same time', async () => {
      const limit = 100_000
      const size = 9_000
      const store = await opened(limit)
      const puts = Array.from({ length: 40 }, (_, i) =>
        store.put(`a/${i % 2}/${i}`, inChunks(sampleBytes(size), 500 + i)),
      )
      const results = await Promise.allSettled(puts)
      const refused = results.filter(result => result.status === 'rejected')
      expect(refused.every(({ reason }) => reason instanceof StorageFull)).toBe(true)
      const stored = results.length - refused.length
      expect(stored * size).toBeLessThanOrEqual(limit)
      expect(await keysOf(store)).toHaveLength(stored)
      // What was refused holds no room, and what was stored all of it.
      await fill(store, 'a/1/rest', limit - stored * size)
      await expect(fill(store, 'a/1/more', 1)).rejects.toBeInstanceOf(StorageFull)
    })
  })
}
