import { expect, it, onTestFinished, vi } from 'vitest'
import type { NamespaceEvent } from '../../../src/core/events.ts'
import type { PostgresStores } from '../../../src/storage/postgres/stores.ts'
import { describeWithPostgres, freshDatabase, listenersOf } from '../../helpers/replicas/postgres.ts'
import { openPostgresAt } from '../fresh-postgres.ts'

/** All that a server hears of the default namespace from here on. */
function heardBy({ events }: PostgresStores): readonly NamespaceEvent[] {
  const heard: NamespaceEvent[] = []
  events.on('default', event => void heard.push(event))
  return heard
}

describeWithPostgres('a server that hears of others', () => {
  it('hears of every event, and of one too long to be told that it missed one', async () => {
    const url = await freshDatabase()
    const [one, other] = [await openPostgresAt(url), await openPostgresAt(url)]
    const heard = heardBy(other)
    const ids = Array.from({ length: 60 }, (_, n) => `${n}`.padEnd(36, '-'))
    one.events.emit('default', { type: 'asset', id: 'x'.repeat(6_000) })
    for (const id of ids) one.events.emit('default', { type: 'request', id })
    await vi.waitFor(() => expect(heard).toHaveLength(61))
    expect(heard).toEqual([{ type: 'gap', id: '' }, ...ids.map(id => ({ type: 'request', id }))])
  })

  it('listens anew where its connection is silently dead, and says that it missed some', async () => {
    const url = await freshDatabase()
    const stores = await openPostgresAt(url, { timeoutMs: 1_000 })
    const heard = heardBy(stores)
    const [dead = 0] = await listenersOf(url)
    process.kill(dead, 'SIGSTOP')
    onTestFinished(() => void process.kill(dead, 'SIGCONT'))
    await vi.waitFor(() => expect(heard).toEqual([{ type: 'gap', id: '' }]), 10_000)
    const other = await openPostgresAt(url)
    other.events.emit('default', { type: 'reset', id: '' })
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ type: 'reset', id: '' }))
  })
})
