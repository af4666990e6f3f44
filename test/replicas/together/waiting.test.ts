import { expect, it, onTestFinished, vi } from 'vitest'
import { listed } from '../../control/journal-client.ts'
import { paths, users, visit } from '../../control/requests/visits.ts'
import { cutListeners, describeWithPostgres, listenersOf } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'

/** Well under a second: a notice came. */
const PROMPT_MS = 700
/** By looking again, where the notice was lost. */
const LATEST_MS = 3_000

/** Waits for a request at one replica; resolves when that wait is under way. */
async function waitAt(url: string) {
  const over = listed(url, '?atLeast=1&timeoutMs=30000').then(({ items }) => ({
    items,
    at: performance.now(),
  }))
  // Who waits for it may have failed before.
  over.catch(() => {})
  // Whoever answered twice since has begun with what came before.
  for (let turn = 0; turn < 2; turn++) await fetch(`${url}/_mock/health`)
  return { over }
}

describeWithPostgres('waiting for a request at another replica', () => {
  const freshWorld = sharedReplicas()

  it('ends promptly, whichever replicas they are', async () => {
    const { replicas } = await freshWorld()
    for (const waiter of [0, 1, 2])
      for (const visited of [0, 1, 2]) {
        const namespace = `/ns/wait-${waiter}-${visited}`
        const { over } = await waitAt(replicas.at(waiter) + namespace)
        await visit(replicas.at(visited) + namespace, 1)
        const answeredAt = performance.now()
        const { items, at } = await over
        expect(paths(items)).toEqual(users(1))
        expect(at - answeredAt).toBeLessThan(PROMPT_MS)
      }
  })

  it('ends all the same when the notice is lost, and promptly again after that', async () => {
    const { replicas, database } = await freshWorld()
    const lost = await waitAt(`${replicas.at(0)}/ns/lost`)
    let cut = 0
    let isSent = false
    const cutting = (async () => {
      do cut += await cutListeners(database)
      while (!isSent)
    })()
    onTestFinished(() => {
      isSent = true
      return cutting
    })
    await vi.waitFor(() => expect(cut).toBeGreaterThanOrEqual(3), 5_000)
    await visit(`${replicas.at(1)}/ns/lost`, 1)
    const answeredAt = performance.now()
    isSent = true
    await cutting
    const { items, at } = await lost.over
    expect(paths(items)).toEqual(users(1))
    expect(at - answeredAt).toBeLessThan(LATEST_MS)

    await vi.waitFor(async () => expect(await listenersOf(database)).toHaveLength(3), 10_000)
    const heard = await waitAt(`${replicas.at(2)}/ns/heard`)
    await visit(`${replicas.at(1)}/ns/heard`, 2)
    const againAt = performance.now()
    expect((await heard.over).at - againAt).toBeLessThan(PROMPT_MS)
  })

  it('finds each of many racing requests in the journal of every replica, once', async () => {
    const { replicas } = await freshWorld()
    const ids = Array.from({ length: 30 }, (_, index) => index)
    await Promise.all(ids.map(id => visit(replicas.roundRobin(), id)))
    const views = await Promise.all(replicas.urls.map(url => listed(url, '?atLeast=30&limit=1000')))
    for (const { items } of views) {
      expect([...paths(items)].sort()).toEqual([...users(...ids)].sort())
      expect(items).toEqual(views[0]?.items)
    }
  })
})
