import { beforeAll, expect } from 'vitest'
import { endsWithSuite } from '../ends.ts'
import { freshReplicas, type ReplicaOptions, type World } from './replicas.ts'

/** No test of replicas that share is about time, and on a busy machine a store may take its own. */
const PATIENT = { timeouts: { storeMs: 30_000 } }

/** Replicas for the tests beside this call, which neither kill one nor harm the database; each finds an empty world. */
export function sharedReplicas(count = 3, options: ReplicaOptions = {}): () => Promise<World> {
  const ends = endsWithSuite()
  let shared: World | undefined
  beforeAll(async () => {
    shared = await freshReplicas(count, { ...options, config: { ...PATIENT, ...options.config }, ends })
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
