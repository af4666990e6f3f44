import { call } from '../../vendors/zoom/zoom-client.ts'
import type { Entry } from '../journal-client.ts'

/** Asks Zoom for the user of each id, one after the other: requests that only their paths tell apart. */
export async function visit(url: string, ...ids: readonly (string | number)[]): Promise<void> {
  for (const id of ids) await call(url, `/v2/users/${id}`)
}

/** The paths of such visits. */
export function users(...ids: readonly (string | number)[]): readonly string[] {
  return ids.map(id => `/v2/users/${id}`)
}

export function paths(items: readonly Entry[]): readonly string[] {
  return items.map(({ path }) => path)
}
