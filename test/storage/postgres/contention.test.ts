import { randomUUID } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import type { Namespace } from '../../../src/core/namespace.ts'
import { candidate, rule } from '../../contracts/faults.ts'
import { journalEntry } from '../../contracts/journal.ts'
import { newRow, ownerIn, put } from '../../contracts/records.ts'
import { describeWithPostgres, freshDatabase, holding, waitersIn } from '../../helpers/replicas/postgres.ts'
import { openFreshPostgres, openPostgresAt } from '../fresh-postgres.ts'

/** How long a load goes on, in which two of its parts would lock each other out. */
const LOAD_MS = 2_000

/** Has each of `parts` run again and again, all at once; rejects with the first error of any. */
async function underLoad(...parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  const until = performance.now() + LOAD_MS
  const repeat = async (part: () => Promise<unknown>) => {
    while (performance.now() < until) await part()
  }
  await Promise.all(parts.map(repeat))
}

describeWithPostgres('many servers over one PostgreSQL', () => {
  it('note requests while others clear the journal', async () => {
    const { journal, records } = await openFreshPostgres({
      entries: 5,
      bytes: 8_000_000,
      totalBytes: 64_000_000,
    })
    const here = await records.open('default')
    const add = () => journal.add(here, journalEntry(randomUUID()))
    const clear = () => journal.clear(here)
    await underLoad(add, add, add, add, clear, clear)
  })

  it('note requests in many namespaces while all of them together are too many, and lose count of none', async () => {
    const limits = { entries: 1_000, bytes: 8_000_000, totalBytes: 50_000 }
    const { journal, records } = await openFreshPostgres(limits)
    const names = ['one', 'two', 'three', 'four']
    const worlds = await Promise.all(names.map(name => records.open(name)))
    let noted = 0
    const add = (world: Namespace) => async () => {
      await journal.add(world, journalEntry(randomUUID()))
      noted += 1
    }
    await underLoad(...worlds.map(add), ...worlds.map(add))
    const counted = worlds.map(async world => {
      const listed = await journal.list(world, {})
      expect(await journal.count(world)).toBe(listed.length)
      const gone = (await journal.evicted(world)).reduce((sum, { count }) => sum + count, 0)
      return { listed: listed.length, gone }
    })
    const counts = await Promise.all(counted)
    expect(counts.reduce((sum, { listed, gone }) => sum + listed + gone, 0)).toBe(noted)
    expect(counts.reduce((sum, { listed }) => sum + listed, 0)).toBeLessThan(50)
  })

  it('count the requests that are left where a clear meets the first of them', async () => {
    const { journal, records } = await openFreshPostgres()
    const here = await records.open('default')
    await underLoad(async () => {
      await journal.clear(here)
      const add = () => journal.add(here, journalEntry(randomUUID()))
      await Promise.all([add(), journal.clear(here), add(), journal.clear(here)])
      expect(await journal.count(here)).toBe((await journal.list(here, {})).length)
    })
  })

  it('draw faults while others order and clear them', async () => {
    const { faults, records } = await openFreshPostgres()
    const here = await records.open('default')
    const draw = async () => faults.draw(await records.open('default'), candidate())
    const order = async () => {
      for (let n = 0; n < 4; n++) await faults.add(here, rule({ skip: 1_000_000 }))
      for (let n = 0; n < 4; n++) await draw()
      await faults.clear(here)
    }
    await underLoad(draw, draw, draw, draw, draw, order)
    await faults.clear(here)
    expect(await faults.list(here)).toEqual([])
  })

  it('show every row to who pages through, though one change takes longer than a later one', async () => {
    const url = await freshDatabase()
    const { records } = await openPostgresAt(url)
    const namespace = await records.open('default')
    const slow = await holding(url, 'BEGIN')
    const row = { ...newRow('image', '"slow"', { id: '"slow"' }), created_at: 1, data: '{}' }
    await slow.query('SELECT uploadmock.apply($1, $2, $3, 0, $4, $5, $6, $7)', [
      namespace.generation,
      'webex',
      '"slow"',
      randomUUID(),
      '[]',
      JSON.stringify([row]),
      '[]',
    ])
    const quick = put(records, ownerIn(namespace, 'quick'), newRow('image', 'quick', { id: 'quick' }))
    await vi.waitFor(async () => expect(await waitersIn(url)).toBe(1))
    expect(await records.list({ namespace })).toEqual([])
    await slow.query('COMMIT')
    await quick
    const [first, ...others] = await records.list({ namespace, limit: 1 })
    const next = await records.list({ namespace, after: first?.position })
    expect([first, ...others, ...next].map(one => one?.id)).toEqual(['slow', 'quick'])
  })
})
