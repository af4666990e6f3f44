import { expect, it, onTestFinished } from 'vitest'
import { MemoryBlobs } from '../../../src/storage/memory/blobs.ts'
import { Namespaces } from '../../../src/storage/namespaces.ts'
import { newRow, ownerIn, put } from '../../contracts/records.ts'
import { describeWithPostgres, freshDatabase } from '../../helpers/replicas/postgres.ts'
import { query } from '../../helpers/replicas/postgres-cluster.ts'
import { openPostgresAt } from '../fresh-postgres.ts'
import { memoryOf } from '../memory/memory-of.ts'

/** Blobs to whose first removal something comes between. */
class Interrupted extends MemoryBlobs {
  meanwhile: ((prefix: string) => Promise<void>) | undefined

  override async drop(prefix: string): Promise<void> {
    const { meanwhile } = this
    this.meanwhile = undefined
    await meanwhile?.(prefix)
    await super.drop(prefix)
  }
}

describeWithPostgres('a namespace', () => {
  it('is never forgotten that is used again while others are forgotten', async () => {
    const url = await freshDatabase()
    const stores = await openPostgresAt(url)
    const names = ['one', 'other']
    for (const name of names) await stores.records.open(name)
    await query(url, "update uploadmock.namespaces set used_at = now() - interval '1 hour'")
    const blobs = new Interrupted(memoryOf(1_000))
    const namespaces = new Namespaces({ ...stores, blobs, idleMs: 60_000 })
    onTestFinished(() => namespaces.close())
    let used = ''
    // While the bytes of whichever comes first are removed, which takes its time, a test begins in the second.
    blobs.meanwhile = async prefix => {
      used = names.find(name => !prefix.startsWith(`${name}/`)) ?? ''
      await put(stores.records, ownerIn(await namespaces.open(used)), newRow('image', 'a'))
    }
    await namespaces.forgetIdle()
    expect(await stores.records.names()).toEqual([used])
    expect(await stores.records.list({ namespace: await stores.records.open(used) })).toHaveLength(1)
  })

  it('is forgotten though that takes longer than a statement may', async () => {
    const url = await freshDatabase()
    const stores = await openPostgresAt(url, { timeoutMs: 1_000 })
    const ended = await stores.records.open('large')
    await put(stores.records, ownerIn(ended), newRow('image', 'a'))
    await query(
      url,
      `create function slow() returns trigger language plpgsql as
         $$ begin perform pg_sleep(1.2); return null; end $$;
       create trigger slow before delete on uploadmock.rows for each statement execute function slow()`,
    )
    await stores.records.drop('large')
    await stores.generations.forgetEnded(0)
    for (const table of ['rows', 'ended']) expect(await query(url, `table uploadmock.${table}`)).toEqual([])
  })
})
