import { existsSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { MiB } from '../../src/core/units.ts'
import { DatabaseUnusable } from '../../src/storage/errors.ts'
import { openSqliteRecords } from '../../src/storage/sqlite/records.ts'
import type { Stores } from '../../src/storage/stores.ts'
import { blobKey, namedByWords } from '../contracts/blob-keys.ts'
import { facts, newRow, ownerIn, put } from '../contracts/records.ts'
import { allOf, inChunks, readAll, sampleBytes } from '../contracts/sample-bytes.ts'
import { temporaryFolder } from '../helpers/temporary.ts'
import { openOwnStores } from './own-stores.ts'

async function open(dataDir: string | undefined, bytes = MiB): Promise<Stores> {
  const stores = await openOwnStores({ dataDir, bytes })
  return { ...stores, blobs: namedByWords(stores.blobs) }
}

async function close({ blobs, records }: Stores): Promise<void> {
  await blobs.close()
  await records.close()
}

async function opened(dataDir: string | undefined, bytes?: number) {
  const stores = await open(dataDir, bytes)
  onTestFinished(() => close(stores))
  return stores
}

const keysOf = async ({ blobs }: Stores) => [...(await allOf(blobs.keys()))].sort()

it('makes the data directory, however deep', async () => {
  const dir = join(temporaryFolder(), 'a', 'b')
  const stores = await opened(dir)
  await stores.blobs.put('a/1/blob', inChunks(sampleBytes(10)))
  await stores.records.open('a')
  expect(existsSync(join(dir, 'uploadmock.db'))).toBe(true)
  expect(existsSync(join(dir, 'blobs', blobKey('a/1/blob')))).toBe(true)
})

it('keeps claimed blobs and removes those that no row claims', async () => {
  const dir = temporaryFolder()
  const before = await open(dir)
  const bytes = sampleBytes(1_000)
  const one = ownerIn(await before.records.open('one'))
  const two = ownerIn(await before.records.open('two'))
  for (const key of ['one/1/claimed', 'one/1/staged', 'two/2/claimed', 'gone/3/dropped'])
    await before.blobs.put(key, inChunks(bytes))
  await put(
    before.records,
    one,
    newRow('image', 'a', { asset: facts(blobKey('one/1/claimed')) }),
    newRow('folder', 'b'),
  )
  await put(before.records, two, newRow('image', 'a', { asset: facts(blobKey('two/2/claimed')) }))
  await close(before)
  const after = await opened(dir)
  expect(await keysOf(after)).toEqual(['one/1/claimed', 'two/2/claimed'])
  expect((await readAll(await after.blobs.get('one/1/claimed'))).equals(bytes)).toBe(true)
  expect(await after.records.list({ namespace: one.namespace })).toHaveLength(2)
})

it('removes blobs of a generation whose drop did not come to its end', async () => {
  const dir = temporaryFolder()
  const before = await open(dir)
  const owner = ownerIn(await before.records.open('default'))
  await before.blobs.put('default/1/blob', inChunks(sampleBytes(1_000)))
  await put(before.records, owner, newRow('image', 'a', { asset: facts(blobKey('default/1/blob')) }))
  await before.records.drop('default')
  await close(before)
  expect(await keysOf(await opened(dir))).toEqual([])
})

it('removes a blob whose row was deleted or replaced', async () => {
  const dir = temporaryFolder()
  const before = await open(dir)
  const owner = ownerIn(await before.records.open('default'))
  for (const key of ['default/1/old', 'default/1/new', 'default/1/deleted'])
    await before.blobs.put(key, inChunks(sampleBytes(10)))
  await put(before.records, owner, newRow('image', 'a', { asset: facts(blobKey('default/1/old')) }))
  await put(before.records, owner, newRow('image', 'b', { asset: facts(blobKey('default/1/deleted')) }))
  await put(before.records, owner, newRow('image', 'a', { asset: facts(blobKey('default/1/new')) }))
  await before.records.change(owner, {}, () => ({
    delete: [{ kind: 'image', key: 'b' }],
    result: undefined,
  }))
  await close(before)
  expect(await keysOf(await opened(dir))).toEqual(['default/1/new'])
})

it('has the room again that unclaimed blobs took', async () => {
  const dir = temporaryFolder()
  const before = await open(dir, 1_000)
  await before.blobs.put('default/1/staged', inChunks(sampleBytes(1_000)))
  await close(before)
  const after = await opened(dir, 1_000)
  await after.blobs.put('default/1/all', inChunks(sampleBytes(1_000)))
  expect(await keysOf(after)).toEqual(['default/1/all'])
})

it('keeps a row whose blob is gone', async () => {
  const dir = temporaryFolder()
  const before = await open(dir)
  const owner = ownerIn(await before.records.open('default'))
  await put(before.records, owner, newRow('image', 'a', { asset: facts(blobKey('default/1/gone')) }))
  await close(before)
  const after = await opened(dir)
  expect(await after.records.list({ namespace: owner.namespace })).toHaveLength(1)
})

it('does not touch the drafts of a server that has the data directory open', async () => {
  const dir = temporaryFolder()
  await opened(dir)
  writeFileSync(join(dir, 'tmp', 'draft'), 'on its way')
  await expect(open(dir)).rejects.toBeInstanceOf(DatabaseUnusable)
  expect(readdirSync(join(dir, 'tmp'))).toEqual(['draft'])
})

it('lets go of the database when the blobs cannot be opened', async () => {
  const dir = temporaryFolder()
  await close(await open(dir))
  rmdirSync(join(dir, 'blobs'))
  writeFileSync(join(dir, 'blobs'), 'in the way')
  await expect(open(dir)).rejects.toMatchObject({ code: 'EEXIST' })
  const records = openSqliteRecords(join(dir, 'uploadmock.db'))
  onTestFinished(() => records.close())
  expect(await records.names()).toEqual([])
})

it('rejects when the data directory is a file', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  await expect(open(file)).rejects.toMatchObject({ code: 'EEXIST' })
})

it('begins empty each time without a data directory', async () => {
  const first = await opened(undefined)
  await first.blobs.put('a/1/blob', inChunks(sampleBytes(10)))
  await first.records.open('a')
  const second = await opened(undefined)
  expect(await keysOf(second)).toEqual([])
  expect(await second.records.names()).toEqual([])
})
