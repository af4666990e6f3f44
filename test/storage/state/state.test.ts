import { createHash } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { blobPrefix } from '../../../src/core/namespace.ts'
import { MiB } from '../../../src/core/units.ts'
import { BlobNotFound, type BlobStore, StorageFull } from '../../../src/storage/blobs.ts'
import { exportState } from '../../../src/storage/state/export.ts'
import { StateUnusable } from '../../../src/storage/state/format.ts'
import { importState } from '../../../src/storage/state/import.ts'
import type { Stores } from '../../../src/storage/stores.ts'
import { blobKey } from '../../contracts/blob-keys.ts'
import { facts, newRow, ownerIn, put } from '../../contracts/records.ts'
import { allOf, failingAfter, inChunks, readAll, sampleBytes } from '../../contracts/sample-bytes.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { memoryOf } from '../memory/memory-of.ts'
import { openOwnStores } from '../own-stores.ts'

const BLOB_BYTES = 700_000

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function opened(dataDir?: string): Promise<Stores> {
  const stores = await openOwnStores({ dataDir, bytes: 64 * MiB })
  onTestFinished(async () => {
    await stores.blobs.close()
    await stores.records.close()
  })
  return stores
}

/** Stores three assets; answers the namespace and its file. */
async function filled(stores: Stores) {
  const namespace = await stores.records.open('default')
  for (const n of [1, 2, 3]) {
    const blob = blobKey(`${blobPrefix(namespace)}${n}`)
    await stores.blobs.put(blob, inChunks(sampleBytes(BLOB_BYTES, n)))
    const sha256 = hashOf(sampleBytes(BLOB_BYTES, n))
    const asset = facts(blob, { bytes: BLOB_BYTES, name: `${n}.png`, sha256 })
    await put(stores.records, ownerIn(namespace), newRow('image', `${n}`, { asset }))
  }
  return { namespace, state: Buffer.concat(await allOf(await exportState(stores, namespace))) }
}

/** The hashes of what the namespace's assets really hold, by key. */
async function contentsOf({ records, blobs }: Stores): Promise<object> {
  const rows = await records.list({ namespace: await records.open('default'), assets: true })
  const read = rows.map(async ({ key, asset }) => [
    key,
    asset && hashOf(await readAll(await blobs.get(asset.blob))),
  ])
  return Object.fromEntries(await Promise.all(read))
}

const expected = Object.fromEntries([1, 2, 3].map(n => [n, hashOf(sampleBytes(BLOB_BYTES, n))]))

/** A store whose calls a test may stand in for. */
function replaced(blobs: BlobStore, own: Partial<BlobStore>): BlobStore {
  return new Proxy(blobs, {
    get: (target, name) => {
      const method = own[name as keyof BlobStore] ?? target[name as keyof BlobStore]
      return (...args: never[]) => Reflect.apply(method, target, args)
    },
  })
}

describe('an export', () => {
  it('opens an asset only when those before it were read', async () => {
    const stores = await opened()
    const { namespace } = await filled(stores)
    const opens: string[] = []
    const get: BlobStore['get'] = (key, range) => {
      opens.push(key)
      return stores.blobs.get(key, range)
    }
    let read = 0
    const blobs = replaced(stores.blobs, { get })
    for await (const chunk of await exportState({ ...stores, blobs }, namespace)) {
      expect(opens.length).toBeLessThanOrEqual(Math.floor(read / BLOB_BYTES) + 1)
      read += chunk.length
    }
    expect(opens).toHaveLength(3)
  })

  it('breaks off, and is not cut in silence, when the namespace is reset under it', async () => {
    const stores = await opened()
    const { namespace } = await filled(stores)
    const source = (await exportState(stores, namespace))[Symbol.asyncIterator]()
    await source.next()
    await stores.records.drop('default')
    await stores.blobs.drop(blobPrefix(namespace))
    await expect(source.next()).rejects.toBeInstanceOf(BlobNotFound)
  })
})

describe.each([
  ['memory', () => undefined],
  ['a data directory', () => temporaryFolder()],
])('an import in %s', (_, where) => {
  it.each([7, 65_536, 16 * MiB])('takes a file in pieces of %i bytes', async size => {
    const { state } = await filled(await opened())
    const stores = await opened(where())
    await importState(stores, 'default', inChunks(state, size))
    expect(await contentsOf(stores)).toEqual(expected)
  })

  it('leaves nothing where its source fails', async () => {
    const { state } = await filled(await opened())
    const stores = await opened(where())
    const error = new Error('gone')
    const importing = importState(stores, 'default', failingAfter(state.subarray(0, -1), error, MiB))
    await expect(importing).rejects.toBe(error)
    expect(await allOf(stores.blobs.keys())).toEqual([])
    expect(await stores.records.names()).toEqual([])
  })

  it('leaves nothing where a row can’t be written', async () => {
    const { state } = await filled(await opened())
    const stores = await opened(where())
    await filled(stores)
    const before = await allOf(stores.blobs.keys())
    const failing = { ...stores, records: failingToAdopt(stores.records) }
    await expect(importState(failing, 'default', inChunks(state))).rejects.toThrow('no adoption')
    expect(await allOf(stores.blobs.keys())).toEqual(before)
    expect(await contentsOf(stores)).toEqual(expected)
  })

  it('keeps its bytes where those of the old world can’t be removed', async () => {
    const { state } = await filled(await opened())
    const stores = await opened(where())
    const { namespace } = await filled(stores)
    const drop: BlobStore['drop'] = async prefix => {
      if (prefix === blobPrefix(namespace)) throw new Error('busy')
      return stores.blobs.drop(prefix)
    }
    const blobs = replaced(stores.blobs, { drop })
    await importState({ ...stores, blobs }, 'default', inChunks(state)).catch(() => {})
    expect(await contentsOf(stores)).toEqual(expected)
  })

  it('lets the last of several at once win, whole', async () => {
    const { state } = await filled(await opened())
    const stores = await opened(where())
    await Promise.all(Array.from({ length: 5 }, () => importState(stores, 'default', inChunks(state))))
    expect(await contentsOf(stores)).toEqual(expected)
    expect(await allOf(stores.blobs.keys())).toHaveLength(3)
  })

  it('goes into the new world where the namespace is reset meanwhile', async () => {
    const { state } = await filled(await opened())
    const stores = await opened(where())
    await filled(stores)
    async function* resetting() {
      yield* inChunks(state.subarray(0, BLOB_BYTES))
      const ended = await stores.records.drop('default')
      if (ended !== undefined) await stores.blobs.drop(blobPrefix(ended))
      yield* inChunks(state.subarray(BLOB_BYTES))
    }
    await importState(stores, 'default', resetting())
    expect(await contentsOf(stores)).toEqual(expected)
    expect(await allOf(stores.blobs.keys())).toHaveLength(3)
  })

  it('takes rows whose data has any key', async () => {
    const source = await opened()
    const namespace = await source.records.open('default')
    const data = { constructor: 'b', '': null, 'a.b': [{ 背景: 1.5 }] }
    await put(source.records, ownerIn(namespace, '背景 \u0000'), newRow('note', '\ud800', { data }))
    const stores = await opened(where())
    await importState(stores, 'default', await exportState(source, namespace))
    const [before] = await source.records.list({ namespace })
    const [after] = await stores.records.list({ namespace: await stores.records.open('default') })
    expect(JSON.stringify(after?.data)).toBe(JSON.stringify(before?.data))
    expect(after?.owner).toBe(before?.owner)
  })
})

it('takes a file in which rows stand first, and spaces between', async () => {
  const { state } = await filled(await opened())
  const end = state.indexOf(0x0a)
  const { format, version, rows, sequences } = JSON.parse(state.subarray(0, end).toString())
  const header = JSON.stringify({ rows, sequences, version, format })
    .replaceAll('":', '" :\t')
    .replace('[{', ' [ { ')
  const stores = await opened()
  await importState(
    stores,
    'default',
    inChunks(Buffer.concat([Buffer.from(header), state.subarray(end)]), 11),
  )
  expect(await contentsOf(stores)).toEqual(expected)
})

describe('an import is refused early, and holds nothing then,', () => {
  const begin = '{"format":"uploadmock-state","version":1,"rows":['
  const goodRow = (n: number) =>
    JSON.stringify({ vendor: 'zoom', owner: 'o', kind: 'k', key: `${n}`, id: `${n}`, createdAt: 1, data: {} })

  /** A file that goes on for ever, and how many bytes of it were asked for. */
  function endless(first: string, more: (n: number) => string) {
    const source = { asked: 0, bytes: generate() }
    async function* generate() {
      for (let n = 0; ; n++) {
        let text = n === 0 ? first : ''
        for (let i = 0; i < 100; i++) text += more(n * 100 + i)
        source.asked += text.length
        yield Buffer.from(text)
      }
    }
    return source
  }

  it.each([
    ['of rows that say nothing', '{},', () => '{},', 'rows.0.vendor', 100_000],
    ['of good rows without an end', `${goodRow(-1)},`, (n: number) => `${goodRow(n)},`, '', 8 * MiB],
    ['of one row that never ends', '{"vendor":"', () => 'x'.repeat(1_000), '', 5 * MiB],
    ['of data that is nested without an end', '{"data":', () => '{"a":', 'rows.0', 100_000],
  ])('%s', async (_, first, more, path, atMost) => {
    const memory = memoryOf(4 * MiB)
    const stores = { ...(await opened()), memory }
    const { used } = memory
    const file = endless(begin + first, more)
    const error = await importState(stores, 'default', file.bytes).then(
      () => undefined,
      (refused: unknown) => refused,
    )
    if (path === '') expect(error).toBeInstanceOf(StorageFull)
    else expect(error).toMatchObject({ name: 'StateUnusable', path })
    expect(file.asked).toBeLessThan(atMost)
    expect(memory.used).toBe(used)
  })

  it('of one row that is larger than any can be', async () => {
    const stores = { ...(await opened()), memory: memoryOf(512 * MiB) }
    const file = endless(`${begin}{"vendor":"`, () => 'x'.repeat(1_000))
    await expect(importState(stores, 'default', file.bytes)).rejects.toMatchObject({ path: 'rows.0' })
    expect(file.asked).toBeLessThan(34 * MiB)
  })

  it('and takes time that grows with the number of rows', async () => {
    const take = async (rows: number) => {
      const stores = { ...(await opened()), memory: memoryOf(512 * MiB) }
      const all = Array.from({ length: rows }, (_, n) => goodRow(n)).join(',')
      const file = Buffer.from(`${begin}${all}],"sequences":{}}\n`)
      const before = process.cpuUsage()
      await importState(stores, 'default', inChunks(file))
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    await take(2_000)
    const [few, many] = [await take(2_000), await take(20_000)]
    // Ten times, with room for what else the machine does.
    expect(many).toBeLessThan(40 * few)
  })
})

it('says of a first line that never ends that it is none', async () => {
  const stores = await opened()
  async function* endless() {
    const piece = Buffer.alloc(16 * MiB, 'x')
    for (;;) yield piece
  }
  await expect(importState(stores, 'default', endless())).rejects.toBeInstanceOf(StateUnusable)
})

function failingToAdopt(records: Stores['records']): Stores['records'] {
  return new Proxy(records, {
    get: (target, name) => {
      if (name === 'adopt') return () => Promise.reject(new Error('no adoption'))
      const method = target[name as keyof Stores['records']]
      return (...args: never[]) => Reflect.apply(method, target, args)
    },
  })
}
