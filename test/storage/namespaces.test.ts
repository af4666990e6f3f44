import { describe, expect, it, onTestFinished } from 'vitest'
import { blobPrefix } from '../../src/core/namespace.ts'
import { BlobNotFound } from '../../src/storage/blobs.ts'
import { Namespaces } from '../../src/storage/namespaces.ts'
import { blobKey } from '../contracts/blob-keys.ts'
import { journalEntry } from '../contracts/journal.ts'
import { facts, isCurrent, newRow, ownerIn, put, take } from '../contracts/records.ts'
import { allOf, inChunks, sampleBytes } from '../contracts/sample-bytes.ts'
import { TestClock } from '../helpers/server.ts'
import { temporaryFolder } from '../helpers/temporary.ts'
import { openOwnStores } from './own-stores.ts'

const HOUR_MS = 3_600_000

async function setUp({ dataDir }: { readonly dataDir?: string } = {}) {
  const clock = new TestClock()
  const stores = await openOwnStores({ dataDir, clock })
  const namespaces = new Namespaces({ ...stores, idleMs: HOUR_MS })
  onTestFinished(async () => {
    namespaces.close()
    await stores.blobs.close()
    await stores.records.close()
  })
  /** Puts one asset into the namespace; answers where. */
  const fill = async (name: string) => {
    const namespace = await namespaces.open(name)
    const blob = blobKey(`${blobPrefix(namespace)}blob`)
    await stores.blobs.put(blob, inChunks(sampleBytes(100)))
    await put(stores.records, ownerIn(namespace), newRow('image', 'a', { asset: facts(blob) }))
    return { namespace, blob }
  }
  const names = async () => [...(await stores.records.names())].sort()
  const blobs = async () => [...(await allOf(stores.blobs.keys()))].sort()
  return { ...stores, clock, namespaces, fill, names, blobKeys: blobs }
}

describe.each([
  ['memory', () => ({})],
  ['a data directory', () => ({ dataDir: temporaryFolder() })],
])('in %s', (_, where) => {
  it('answers the same generation until the namespace is reset', async () => {
    const { namespaces } = await setUp(where())
    const first = await namespaces.open('one')
    expect(await namespaces.open('one')).toEqual(first)
    await namespaces.reset('one')
    const second = await namespaces.open('one')
    expect(second.name).toBe('one')
    expect(second.generation).not.toBe(first.generation)
  })

  it('brings one namespace back to its first use, and no other', async () => {
    const { namespaces, records, blobs, fill, blobKeys } = await setUp(where())
    const one = await fill('one')
    const two = await fill('two')
    await take(records, ownerIn(one.namespace), 'ids', 3)
    await namespaces.reset('one')
    await expect(blobs.get(one.blob)).rejects.toBeInstanceOf(BlobNotFound)
    expect(await blobKeys()).toEqual([two.blob])
    const fresh = await namespaces.open('one')
    expect(await records.list({ namespace: fresh })).toEqual([])
    expect(await take(records, ownerIn(fresh), 'ids')).toEqual([1])
    expect(await records.list({ namespace: two.namespace })).toHaveLength(1)
  })

  it('lets go of the journal of a generation that ends', async () => {
    const { namespaces, journal, fill } = await setUp(where())
    const { namespace } = await fill('one')
    await journal.add(namespace, journalEntry('a'))
    await namespaces.reset('one')
    expect(await journal.count(namespace)).toBe(0)
  })

  it('takes the reset of a namespace that never was for a success', async () => {
    const { namespaces, names, fill } = await setUp(where())
    await fill('one')
    await expect(namespaces.reset('never')).resolves.toBeUndefined()
    expect(await names()).toEqual(['one'])
  })

  it('lets work that began before a reset end in the old world', async () => {
    const { namespaces, records, fill, blobKeys, blobs } = await setUp(where())
    const { namespace } = await fill('one')
    await namespaces.reset('one')
    const fresh = await fill('one')
    const late = blobKey(`${blobPrefix(namespace)}late`)
    await blobs.put(late, inChunks(sampleBytes(10)))
    await put(records, ownerIn(namespace), newRow('image', 'late', { asset: facts(late) }))
    expect((await records.list({ namespace: fresh.namespace })).map(row => row.key)).toEqual(['a'])
    expect(await isCurrent(records, namespace)).toBe(false)
    await blobs.delete(late)
    expect(await blobKeys()).toEqual([fresh.blob])
  })

  it('resets every namespace, default too', async () => {
    const { namespaces, names, fill, blobKeys } = await setUp(where())
    for (const name of ['default', 'one', 'two']) await fill(name)
    await namespaces.resetAll()
    expect(await names()).toEqual([])
    expect(await blobKeys()).toEqual([])
  })

  it('stands resets of one namespace at the same time', async () => {
    const { namespaces, names, fill, blobKeys } = await setUp(where())
    for (const name of ['one', 'two']) await fill(name)
    await Promise.all([
      namespaces.reset('one'),
      namespaces.reset('one'),
      namespaces.resetAll(),
      namespaces.resetAll(),
    ])
    expect(await names()).toEqual([])
    expect(await blobKeys()).toEqual([])
  })

  it('forgets a namespace that was idle for too long, with all it holds', async () => {
    const { namespaces, clock, names, fill, blobKeys } = await setUp(where())
    const idle = await fill('idle')
    clock.advance(HOUR_MS - 1)
    const busy = await fill('busy')
    await namespaces.forgetIdle()
    expect(await names()).toEqual(['busy', 'idle'])
    clock.advance(1)
    await namespaces.forgetIdle()
    expect(await names()).toEqual(['busy'])
    expect(await blobKeys()).toEqual([busy.blob])
    expect((await namespaces.open('idle')).generation).not.toBe(idle.namespace.generation)
  })

  it('keeps a namespace that is used again and again', async () => {
    const { namespaces, clock, names, fill } = await setUp(where())
    const { namespace } = await fill('busy')
    for (let round = 0; round < 5; round++) {
      clock.advance(HOUR_MS - 1)
      expect(await namespaces.open('busy')).toEqual(namespace)
      await namespaces.forgetIdle()
    }
    expect(await names()).toEqual(['busy'])
  })

  it('never forgets default', async () => {
    const { namespaces, clock, names, fill, blobKeys } = await setUp(where())
    const { blob } = await fill('default')
    await fill('idle')
    clock.advance(1_000 * HOUR_MS)
    await namespaces.forgetIdle()
    await namespaces.forgetIdle()
    expect(await names()).toEqual(['default'])
    expect(await blobKeys()).toEqual([blob])
  })

  it('measures idleness anew after a reset', async () => {
    const { namespaces, clock, names, fill } = await setUp(where())
    await fill('one')
    clock.advance(HOUR_MS - 1)
    await namespaces.reset('one')
    await fill('one')
    clock.advance(HOUR_MS - 1)
    await namespaces.forgetIdle()
    expect(await names()).toEqual(['one'])
  })
})

it('gives a namespace of an earlier start its full time from the first look on', async () => {
  const dataDir = temporaryFolder()
  const before = await openOwnStores({ dataDir })
  await before.records.open('old')
  await before.records.close()
  await before.blobs.close()
  const { namespaces, clock, names } = await setUp({ dataDir })
  await namespaces.forgetIdle()
  clock.advance(HOUR_MS - 1)
  await namespaces.forgetIdle()
  expect(await names()).toEqual(['old'])
  clock.advance(1)
  await namespaces.forgetIdle()
  expect(await names()).toEqual([])
})
