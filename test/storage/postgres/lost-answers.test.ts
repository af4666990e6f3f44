import { expect, it } from 'vitest'
import { OutcomeUnknown } from '../../../src/storage/errors.ts'
import { importState } from '../../../src/storage/state/import.ts'
import { facts, newRow, ownerIn, put } from '../../contracts/records.ts'
import { smallState } from '../../control/namespaces/state-world.ts'
import { describeWithPostgres, freshDatabase } from '../../helpers/replicas/postgres.ts'
import { LosesAnswer, openPostgresAt } from '../fresh-postgres.ts'
import { keysOf, openFreshS3Blobs } from '../fresh-s3.ts'
import { memoryOf } from '../memory/memory-of.ts'

/** As many changes of one owner as are remembered beside the latest one. */
const REMEMBERED = 19

/** A server whose change is made and whose answer is lost, after which another server makes so many of its own. */
async function losingChange(others: number) {
  const url = await freshDatabase()
  const other = await openPostgresAt(url)
  const database = new LosesAnswer(url)
  const records = database.records()
  const owner = ownerIn(await records.open('default'))
  database.losesThat = sql => sql.includes('uploadmock.apply(')
  database.meanwhile = async () => {
    for (let n = 0; n < others; n++) await put(other.records, owner, newRow('setting', `${n}`))
  }
  return { records, owner, listed: () => other.records.list({ namespace: owner.namespace, kind: 'image' }) }
}

describeWithPostgres('a change whose answer is lost', () => {
  it.each([0, 1, REMEMBERED])('is made once, though %d others come between', async others => {
    const { records, owner, listed } = await losingChange(others)
    let times = 0
    const id = await records.change(owner, { counts: ['image'] }, () => {
      times += 1
      // As random ids are: another one each time that it is decided.
      const result = `id-${times}`
      return { put: [newRow('image', result, { id: result, asset: facts('default/1/blob') })], result }
    })
    expect((await listed()).map(row => row.id)).toEqual([id])
  })

  it('is not refused for a place that it took itself', async () => {
    const { records, owner, listed } = await losingChange(1)
    const change = records.change(owner, { counts: ['image'] }, rows => {
      if (rows.count('image') > 0) throw new Error('there is no place')
      return { put: [newRow('image', 'a', { asset: facts('default/1/blob') })], result: 'kept' }
    })
    expect(await change).toBe('kept')
    expect(await listed()).toHaveLength(1)
  })

  it('is one of which nobody knows where too many others come between: its bytes stay', async () => {
    const { records, owner, listed } = await losingChange(REMEMBERED + 1)
    const change = records.change(owner, {}, () => ({ put: [newRow('image', 'a')], result: undefined }))
    await expect(change).rejects.toThrow(OutcomeUnknown)
    expect(await listed()).toHaveLength(1)
  })
})

describeWithPostgres('an import whose answer is lost', () => {
  it('keeps the bytes of the rows that stand', async () => {
    const url = await freshDatabase()
    const stores = { ...(await openPostgresAt(url)), memory: memoryOf() }
    const { blobs } = await openFreshS3Blobs()
    const database = new LosesAnswer(url)
    database.losesThat = sql => sql.includes('uploadmock.adopt(')
    const state = async function* () {
      yield smallState()
    }
    const lossy = { ...stores, blobs, records: database.records() }
    await expect(importState(lossy, 'default', state())).rejects.toThrow(OutcomeUnknown)
    const namespace = await stores.records.open('default')
    const [row, ...others] = await stores.records.list({ namespace, assets: true })
    expect(others).toEqual([])
    expect(await keysOf(blobs)).toEqual([row?.asset?.blob])
  })
})
