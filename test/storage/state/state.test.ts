import { createHash } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { blobPrefix } from '../../../src/core/namespace.ts'
import { MiB } from '../../../src/core/units.ts'
import { BlobNotFound, type BlobStore } from '../../../src/storage/blobs.ts'
import { exportState, importState, StateUnusable } from '../../../src/storage/state/state.ts'
import type { Stores } from '../../../src/storage/stores.ts'
import { blobKey } from '../../contracts/blob-keys.ts'
import { facts, newRow, ownerIn, put } from '../../contracts/records.ts'
import { allOf, failingAfter, inChunks, readAll, sampleBytes } from '../../contracts/sample-bytes.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { openOwnStores } from '../own-stores.ts'

const BLOB_BYTES = 700_000

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
    const asset = facts(blob, { bytes: BLOB_BYTES, name: `${n}.png` })
    await put(stores.records, ownerIn(namespace), newRow('image', `${n}`, { asset }))
  }
  return { namespace, state: Buffer.concat(await allOf(exportState(stores, namespace))) }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

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
    for await (const chunk of exportState({ ...stores, blobs: replaced(stores.blobs, { get }) }, namespace)) {
      expect(opens.length).toBeLessThanOrEqual(Math.floor(read / BLOB_BYTES) + 1)
      read += chunk.length
    }
    expect(opens).toHaveLength(3)
  })

  it('breaks off, and is not cut in silence, when the namespace is reset under it', async () => {
    const stores = await opened()
    const { namespace } = await filled(stores)
    const source = exportState(stores, namespace)[Symbol.asyncIterator]()
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
    await importState(stores, 'default', exportState(source, namespace))
    const [before] = await source.records.list({ namespace })
    const [after] = await stores.records.list({ namespace: await stores.records.open('default') })
    expect(JSON.stringify(after?.data)).toBe(JSON.stringify(before?.data))
    expect(after?.owner).toBe(before?.owner)
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
