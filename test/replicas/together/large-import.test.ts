import { expect, it } from 'vitest'
import { importInto, stateOf } from '../../control/namespaces/state-world.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { query } from '../../helpers/replicas/postgres-cluster.ts'
import { freshReplicas } from '../../helpers/replicas/replicas.ts'
import { pathOf, upload } from '../../vendors/zoom/zoom-client.ts'

const STORE_MS = 1_500
/** One in a thousand takes so long to write that all together take longer than a statement may. */
const ROWS = 10_000
const SLOW = `
  create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.25); return new; end $$;
  create trigger slow before insert on uploadmock.rows for each row when (new.kind = 'slow') execute function slow()`

function largeState(): Buffer {
  const rows = Array.from({ length: ROWS }, (_, n) => ({
    vendor: 'zoom',
    owner: `user:${n % 1_000}`,
    kind: n % 1_000 === 0 ? 'slow' : 'quick',
    key: `k${n}`,
    id: `i${n}`,
    createdAt: 1,
    data: { text: 'x'.repeat(300) },
  }))
  return stateOf({ format: 'uploadmock-state', version: 1, rows, sequences: {} })
}

describeWithPostgres('a large state', () => {
  it('is imported while uploads go on, in its own namespace and in others', async () => {
    const { replicas, database } = await freshReplicas(1, { config: { timeouts: { storeMs: STORE_MS } } })
    await query(database, SLOW)
    const began = performance.now()
    let took = 0
    const importing = importInto(`${replicas.at(0)}/ns/large`, largeState()).finally(() => {
      took = performance.now() - began
    })
    const statuses: number[] = []
    for (let n = 0; took === 0; n++)
      for (const namespace of ['large', 'small']) {
        const { status } = await upload(`${replicas.at(0)}/ns/${namespace}`, pathOf('user', `${n}`))
        statuses.push(status)
      }
    expect((await importing).status).toBe(204)
    expect(took).toBeGreaterThan(STORE_MS)
    expect(statuses.length).toBeGreaterThan(2)
    expect(new Set(statuses)).toEqual(new Set([201]))
  })
})
