import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DatabaseUnusable } from '../../../src/storage/errors.ts'
import { openSqliteRecords } from '../../../src/storage/sqlite/records.ts'
import { describeRecords, facts, isCurrent, newRow, ownerIn, put, take } from '../../contracts/records.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const temporaryFile = () => join(temporaryFolder(), 'uploadmock.db')

describeRecords('sqlite', async () => openSqliteRecords(temporaryFile()))

function opened(file: string) {
  const records = openSqliteRecords(file)
  onTestFinished(() => records.close())
  return records
}

/** What opening throws; fails when it does not. */
function refusalOf(file: string): DatabaseUnusable {
  try {
    opened(file)
  } catch (error) {
    expect(error).toBeInstanceOf(DatabaseUnusable)
    if (error instanceof DatabaseUnusable) return error
  }
  throw new Error(`${file} was opened`)
}

describe('opened again', () => {
  it('has the rows of before, each field of them', async () => {
    const file = temporaryFile()
    const before = openSqliteRecords(file)
    const namespace = await before.open('default')
    const asset = facts('default/1/blob', { name: '背景.png', declaredType: undefined, sha256: undefined })
    await put(
      before,
      ownerIn(namespace),
      newRow('image', 'a', { asset, data: { deep: [1, 'é'] } }),
      newRow('image', 'b'),
    )
    const rows = await before.list({ namespace })
    await before.close()
    const after = opened(file)
    expect(await after.names()).toEqual(['default'])
    expect(await after.open('default')).toEqual(namespace)
    expect(await isCurrent(after, namespace)).toBe(true)
    expect(await after.list({ namespace })).toStrictEqual(rows)
    expect(rows).toHaveLength(2)
  })

  it('has the contents that were adopted, and none of those that were refused', async () => {
    const file = temporaryFile()
    const before = openSqliteRecords(file)
    const row = { vendor: 'webex', owner: 'org', ...newRow('image', 'a', { asset: facts('default/1/blob') }) }
    const draft = await before.draft('default')
    await before.adopt(draft, { rows: [row], sequences: new Map([['ids', 7]]) })
    const refused = before.adopt(await before.draft('default'), {
      rows: [row, { ...row, key: 'b' }],
      sequences: new Map(),
    })
    await expect(refused).rejects.toThrow()
    const rows = await before.list({ namespace: draft })
    await before.close()
    const after = opened(file)
    expect(await after.open('default')).toEqual(draft)
    expect(await after.list({ namespace: draft })).toStrictEqual(rows)
    expect(await take(after, ownerIn(draft), 'ids')).toEqual([8])
    expect((await after.draft('default')).generation).toBeGreaterThan(draft.generation + 1)
  })

  it('goes on counting where it was', async () => {
    const file = temporaryFile()
    const before = openSqliteRecords(file)
    const owner = ownerIn(await before.open('default'))
    await take(before, owner, 'ids', 3)
    await before.close()
    expect(await take(opened(file), owner, 'ids')).toEqual([4])
  })

  it('never gives a position again, even of a row that was deleted or dropped', async () => {
    const file = temporaryFile()
    const before = openSqliteRecords(file)
    const owner = ownerIn(await before.open('default'))
    const doomed = ownerIn(await before.open('doomed'))
    await put(before, owner, newRow('image', 'a'), newRow('image', 'b'))
    await before.change(owner, {}, () => ({ delete: [{ kind: 'image', key: 'b' }], result: undefined }))
    await put(before, doomed, newRow('image', 'c'))
    const [last] = await before.list({ namespace: doomed.namespace })
    await before.drop('doomed')
    await before.close()
    const after = opened(file)
    await put(after, owner, newRow('image', 'd'))
    const rows = await after.list({ namespace: owner.namespace })
    expect(rows.map(row => row.key)).toEqual(['a', 'd'])
    expect(rows[1]?.position).toBeGreaterThan(last?.position ?? Number.POSITIVE_INFINITY)
  })

  it('never uses a generation again', async () => {
    const file = temporaryFile()
    const before = openSqliteRecords(file)
    const first = await before.open('default')
    const highest = await before.open('other')
    await before.drop('other')
    await before.drop('default')
    await before.close()
    const after = opened(file)
    expect(await after.names()).toEqual([])
    expect(await isCurrent(after, first)).toBe(false)
    expect((await after.open('default')).generation).toBeGreaterThan(highest.generation)
  })

  it('still has nothing of a change that was refused', async () => {
    const file = temporaryFile()
    const before = openSqliteRecords(file)
    const owner = ownerIn(await before.open('default'))
    await put(before, owner, newRow('image', 'a'))
    await expect(
      put(before, owner, newRow('image', 'b'), newRow('image', 'c', { id: 'image-a' })),
    ).rejects.toThrow()
    await before.close()
    const rows = await opened(file).list({ namespace: owner.namespace })
    expect(rows.map(row => row.key)).toEqual(['a'])
  })
})

describe('a database that cannot be used', () => {
  it('is one that is open already, just made', () => {
    const file = temporaryFile()
    opened(file)
    const { message } = refusalOf(file)
    expect(message).toBe(`can't open ${file}: another server uses it`)
  })

  it('is one that is open already, made before', async () => {
    const file = temporaryFile()
    await openSqliteRecords(file).close()
    opened(file)
    const { message } = refusalOf(file)
    expect(message).toBe(`can't open ${file}: another server uses it`)
  })

  it('leaves the server alone that has it open', async () => {
    const file = temporaryFile()
    const records = opened(file)
    const owner = ownerIn(await records.open('default'))
    refusalOf(file)
    await put(records, owner, newRow('image', 'a'))
    expect(await records.list({ namespace: owner.namespace })).toHaveLength(1)
  })

  it('can be opened when the one that had it open has closed', async () => {
    const file = temporaryFile()
    const first = openSqliteRecords(file)
    refusalOf(file)
    await first.close()
    expect(await opened(file).names()).toEqual([])
  })

  const setVersion = (file: string, version: number) => {
    const database = new Database(file)
    database.exec(`PRAGMA user_version = ${version}`)
    database.close()
  }

  it('is one of a newer version', async () => {
    const file = temporaryFile()
    await openSqliteRecords(file).close()
    setVersion(file, 3)
    expect(refusalOf(file).message).toBe('the data directory was written by a newer version of uploadmock')
  })

  it('stays as it is, and is let go of', async () => {
    const file = temporaryFile()
    const before = openSqliteRecords(file)
    const owner = ownerIn(await before.open('default'))
    await put(before, owner, newRow('image', 'a'))
    await before.close()
    setVersion(file, 3)
    refusalOf(file)
    setVersion(file, 2)
    expect(await opened(file).list({ namespace: owner.namespace })).toHaveLength(1)
  })

  it.each([
    ['a text', 'this is no database, and it is long enough to be asked for a header '.repeat(100)],
    ['a short text', 'no'],
  ])('is %s', (_, content) => {
    const file = temporaryFile()
    writeFileSync(file, content)
    const { message } = refusalOf(file)
    expect(message).toMatch(`can't open ${file}: `)
    expect(message).not.toContain('\n')
  })

  it('is a folder', () => {
    const file = temporaryFile()
    mkdirSync(file)
    expect(refusalOf(file).message).not.toContain('\n')
  })

  it('is one in a folder that does not exist', () => {
    expect(refusalOf(join(temporaryFolder(), 'absent', 'uploadmock.db')).message).not.toContain('\n')
  })
})
