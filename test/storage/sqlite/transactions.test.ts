import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { StorageFull } from '../../../src/storage/blobs.ts'
import { closeDatabase, openDatabase } from '../../../src/storage/sqlite/open.ts'
import { Reserve } from '../../../src/storage/sqlite/reserve.ts'
import { Transactions } from '../../../src/storage/sqlite/transactions.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

/** Transactions over a database that may have so many pages more than it has now. */
function setUp() {
  const path = join(temporaryFolder(), 'uploadmock.db')
  const reserve = new Reserve(`${path}-reserve`)
  const database = openDatabase(path, reserve)
  onTestFinished(() => closeDatabase(database, reserve))
  const noted: number[] = []
  const ledger = { note: (changes: number) => void noted.push(changes), close: async () => {} }
  const transactions = new Transactions({ database, reserve, ledger })
  const add = database.prepare('INSERT INTO sequences VALUES (?, ?, 1)')
  const count = () => (database.prepare('SELECT count(*) AS n FROM sequences').get() as { n: number }).n
  const fill = () => {
    transactions.count()
    for (let n = 0; n < 1_000; n++) add.run('default', `${n}-${'x'.repeat(100)}`)
  }
  const limitPages = (pages: number) => database.exec(`PRAGMA max_page_count = ${pages}`)
  return { reserve, transactions, noted, fill, count, limitPages, add }
}

describe('a transaction for which there is no room', () => {
  it('is told as such, and leaves nothing, not even its number', () => {
    const { transactions, noted, fill, count, limitPages, add } = setUp()
    limitPages(20)
    expect(() => transactions.run(fill)).toThrow(StorageFull)
    expect(count()).toBe(0)
    expect(transactions.changes).toBe(0)
    const addOne = () => {
      transactions.count()
      return add.run('default', 'one')
    }
    transactions.run(addOne)
    expect([count(), transactions.changes, noted]).toEqual([1, 1, [1]])
    limitPages(10_000)
    transactions.run(fill)
    expect([count(), transactions.changes, noted]).toEqual([1_001, 2, [1, 2]])
  })

  it('runs again on the reserve where it makes room, and holds that again', () => {
    const { transactions, reserve, fill, count, limitPages } = setUp()
    limitPages(20)
    let runs = 0
    const work = () => {
      // The disk has room as soon as the reserve is released.
      if (runs++ > 0) limitPages(10_000)
      fill()
    }
    transactions.run(work, () => true)
    expect([runs, count()]).toEqual([2, 1_000])
    expect(reserve.release()).toBe(true)
  })

  it('is told as such where the reserve is spent or not enough', () => {
    const { transactions, reserve, fill, limitPages } = setUp()
    limitPages(20)
    expect(() => transactions.run(fill, () => true)).toThrow(StorageFull)
    reserve.release()
    expect(() => transactions.run(fill, () => true)).toThrow(StorageFull)
  })
})

it('passes on what its work throws, and leaves nothing', () => {
  const { transactions, fill, count } = setUp()
  const error = new Error('refused')
  const refuse = () => {
    fill()
    throw error
  }
  expect(() => transactions.run(refuse)).toThrow(error)
  expect([count(), transactions.changes]).toEqual([0, 0])
})
