import { beforeAll, expect } from 'vitest'
import { type Ends, endsWithSuite } from '../ends.ts'
import { freshReplicas, type ReplicaOptions, type World } from './replicas.ts'

/** No test of replicas that share is about time, and on a busy machine a store may take its own. */
const PATIENT = { timeouts: { storeMs: 30_000 } }

/** How replicas run, and in which database: a fresh one where it is not said. */
interface SharedOptions extends ReplicaOptions {
  readonly database?: (ends: Ends) => Promise<string>
}

/** Replicas for the tests beside this call, which leave them and their stores at work; each finds an empty world. */
export function sharedReplicas(
  count = 3,
  { database, config, ...options }: SharedOptions = {},
): () => Promise<World> {
  const ends = endsWithSuite()
  let shared: World | undefined
  beforeAll(async () => {
    const own = database === undefined ? {} : { database: await database(ends) }
    shared = await freshReplicas(count, { ...options, ...own, config: { ...PATIENT, ...config }, ends })
  })
  return async () => {
    if (shared === undefined) throw new Error('the replicas are not there yet')
    const { replicas, s3, blobs } = shared
    s3.proxy.mode = 'pass'
    const reset = await fetch(`${replicas.at(0)}/_mock/reset?all=true`, { method: 'POST' })
    expect(reset.status).toBe(204)
    await expect.poll(() => s3.keysIn(blobs)).toEqual([])
    return shared
  }
}
