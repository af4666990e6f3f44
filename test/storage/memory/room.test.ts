import { describe, expect, it } from 'vitest'
import { KiB } from '../../../src/core/units.ts'
import { StorageFull } from '../../../src/storage/blobs.ts'
import { MemoryBlobs } from '../../../src/storage/memory/blobs.ts'
import { MemoryRecords } from '../../../src/storage/memory/records.ts'
import { newRow, ownerIn, put } from '../../contracts/records.ts'
import { inChunks, sampleBytes } from '../../contracts/sample-bytes.ts'
import { memoryOf } from './memory-of.ts'

const ROOM = 100 * KiB
const text = (bytes: number) => ({ data: { text: 'x'.repeat(bytes) } })

async function setUp() {
  const memory = memoryOf(ROOM)
  const records = new MemoryRecords(memory)
  const owner = ownerIn(await records.open('default'))
  const keys = async () => (await records.list({ namespace: owner.namespace })).map(({ key }) => key)
  return { memory, records, owner, keys }
}

describe('rows in memory', () => {
  it('take room, and none where there is too little', async () => {
    const { memory, records, owner, keys } = await setUp()
    await put(records, owner, newRow('note', 'a', text(60 * KiB)))
    const { used } = memory
    expect(used).toBeGreaterThan(60 * KiB)
    await expect(put(records, owner, newRow('note', 'b', text(60 * KiB)))).rejects.toThrow(
      new StorageFull(`limits.memoryBytes is reached: ${ROOM} bytes`),
    )
    expect(memory.used).toBe(used)
    expect(await keys()).toEqual(['a'])
  })

  it('share it with blobs', async () => {
    const { memory, records, owner } = await setUp()
    const blobs = new MemoryBlobs(memory)
    await put(records, owner, newRow('note', 'a', text(60 * KiB)))
    await expect(blobs.put('default/1/a', inChunks(sampleBytes(60 * KiB)))).rejects.toBeInstanceOf(
      StorageFull,
    )
    expect(await blobs.usedBytes()).toBe(0)
    await blobs.put('default/1/b', inChunks(sampleBytes(30 * KiB)))
    expect(await blobs.usedBytes()).toBe(30 * KiB)
    await expect(put(records, owner, newRow('note', 'b', text(30 * KiB)))).rejects.toBeInstanceOf(StorageFull)
  })

  it('may take the place of others as large', async () => {
    const { memory, records, owner, keys } = await setUp()
    for (let n = 0; n < 5; n++) await put(records, owner, newRow('note', 'a', text(60 * KiB)))
    const { used } = memory
    await put(records, owner, newRow('note', 'a', text(10)))
    expect(memory.used).toBeLessThan(used - 50 * KiB)
    expect(await keys()).toEqual(['a'])
  })

  it('give all of it back when they are deleted, dropped or followed by an import', async () => {
    const { memory, records, owner } = await setUp()
    await put(records, owner, newRow('note', 'a', text(KiB)), newRow('note', 'b', text(2 * KiB)))
    await records.change(owner, {}, () => ({ delete: [{ kind: 'note', key: 'a' }], result: undefined }))
    expect(memory.used).toBeLessThan(4 * KiB + KiB)
    await records.drop('default')
    expect(memory.used).toBe(0)
    const fresh = ownerIn(await records.open('default'))
    await put(records, fresh, newRow('note', 'a', text(60 * KiB)))
    await records.adopt(await records.draft('default'), { rows: [], sequences: new Map() })
    expect(memory.used).toBe(0)
  })

  it('of a change that is refused midway take and lose nothing', async () => {
    const { memory, records, owner, keys } = await setUp()
    await put(records, owner, newRow('note', 'a', text(40 * KiB)))
    const { used } = memory
    const change = records.change(owner, {}, () => ({
      delete: [{ kind: 'note', key: 'a' }],
      put: [newRow('note', 'b', text(60 * KiB)), newRow('note', 'c', text(60 * KiB))],
      result: undefined,
    }))
    await expect(change).rejects.toBeInstanceOf(StorageFull)
    expect(memory.used).toBe(used)
    expect(await keys()).toEqual(['a'])
  })

  it('of an import for which there is no room take none, and those of before stay', async () => {
    const { memory, records, owner, keys } = await setUp()
    await put(records, owner, newRow('note', 'a', text(40 * KiB)))
    const { used } = memory
    const rows = ['b', 'c'].map(key => ({
      vendor: 'zoom',
      owner: 'o',
      ...newRow('note', key, text(40 * KiB)),
    }))
    const adopting = records.adopt(await records.draft('default'), { rows, sequences: new Map() })
    await expect(adopting).rejects.toBeInstanceOf(StorageFull)
    expect(memory.used).toBe(used)
    expect(await keys()).toEqual(['a'])
  })
})
