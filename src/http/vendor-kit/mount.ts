import type { KnownPaths } from './known-paths.ts'
import type { OperationRoute } from './operations.ts'
import type { MountedVendor, Vendor } from './vendor.ts'

/** One vendor at its place: what answers for its paths, in its scope or before one is reached. */
export interface Mount {
  readonly vendor: Vendor
  readonly mounted: MountedVendor
  readonly prefixes: readonly string[]
  /** The vendor's endpoints, known once it is mounted. */
  readonly operations: OperationRoute[]
  /** Tells why a request below the prefixes is none of them. */
  readonly paths: KnownPaths
}

/** The mount whose path this is; undefined where it is no vendor's. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  return mounts.find(({ prefixes }) =>
    prefixes.some(prefix => path === prefix || path.startsWith(`${prefix}/`)),
  )
}
