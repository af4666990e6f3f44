import { expect, it } from 'vitest'
import { StorageFull } from '../../../src/storage/blobs.ts'
import { SharedBudget } from '../../../src/storage/driver-kit/shared-budget.ts'

/** A store that others fill as well. */
function setUp(limit: number) {
  const store = { bytes: 0, measures: 0 }
  const budget = new SharedBudget(limit, 'limits.diskBytes', async () => {
    store.measures += 1
    return store.bytes
  })
  return { store, budget }
}

it('counts what was there before, and what others stored', async () => {
  const { store, budget } = setUp(100)
  store.bytes = 60
  await expect(budget.draft().take(41)).rejects.toBeInstanceOf(StorageFull)
  const draft = budget.draft()
  await draft.take(40)
  expect(await budget.used()).toBe(100)
  draft.free()
  expect(await budget.used()).toBe(60)
})

it('measures anew before it refuses, since others may have removed something', async () => {
  const { store, budget } = setUp(100)
  store.bytes = 90
  await budget.draft().take(10)
  store.bytes = 20
  await budget.draft().take(70)
  expect(await budget.used()).toBe(100)
})

it('lets no two drafts at once have the last room', async () => {
  const { budget } = setUp(100)
  const takes = await Promise.allSettled(Array.from({ length: 10 }, () => budget.draft().take(60)))
  expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('keeps what became whole, and gives back what was removed', async () => {
  const { store, budget } = setUp(100)
  const draft = budget.draft()
  await draft.take(100)
  draft.keep()
  store.bytes = 100
  await expect(budget.draft().take(1)).rejects.toBeInstanceOf(StorageFull)
  budget.free(30)
  store.bytes = 70
  await budget.draft().take(30)
})

it('does not walk the store for each put', async () => {
  const { store, budget } = setUp(1_000)
  for (let put = 0; put < 50; put++) await budget.draft().take(1)
  expect(store.measures).toBe(1)
})
