import { onTestFinished } from 'vitest'
import type { Namespace } from '../../src/core/namespace.ts'
import type { Records } from '../../src/storage/records.ts'

/** A store under test, and the records that open its namespaces: no store need know one that nobody opened. */
export interface WithRecords<Store> {
  readonly store: Store
  readonly records: Records
}

/** The worlds in which a store is looked at. */
export interface Worlds {
  /** The present generation of `default`. */
  readonly here: Namespace
  /** The present generation of another namespace. */
  world(name: string): Promise<Namespace>
  /** Ends the present generation of `default` as a reset does, and answers the next one. */
  renew(): Promise<Namespace>
}

/** A namespace that nobody opened. */
export const never: Namespace = { name: 'never', generation: 1 }

/** Opens a store with its worlds; both are closed when the test ends. */
export async function inWorlds<Store extends { close(): Promise<void> }>(
  open: () => Promise<WithRecords<Store>>,
): Promise<{ readonly store: Store } & Worlds> {
  const { store, records } = await open()
  onTestFinished(async () => {
    await store.close()
    await records.close()
  })
  const world = (name: string) => records.open(name)
  const renew = async () => {
    await records.drop('default')
    return world('default')
  }
  return { store, here: await world('default'), world, renew }
}
