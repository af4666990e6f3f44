import { ApiError } from '../../core/problem.ts'
import type { VendorSetup } from '../../http/vendor.ts'
import type { Credential, Resources, Settings } from './config.ts'
import type { Caller } from './credentials.ts'
import { bareId } from './ids.ts'

/** The org of a token that names none, where the configuration lists no org either. */
const ONLY_ORG = 'default-org'

/** Which orgs and devices exist. Ids of all spellings are one: see `bareId`. */
export class OrgDirectory {
  readonly #devices: ReadonlyMap<string, ReadonlySet<string>>
  readonly #isSeeded: boolean

  constructor({ resources, provisioning }: VendorSetup<Settings, Credential, Resources>) {
    this.#devices = new Map(
      resources.orgs.map(org => [bareId(org.id), new Set(org.devices.map(device => bareId(device.id)))]),
    )
    this.#isSeeded = provisioning === 'seeded'
  }

  /** The org that a request acts in: the one it names, else its token's own. Throws `not-found`. */
  find(orgId: string | undefined, caller: Caller): string {
    const named = orgId ?? caller.orgId
    const id = named === undefined ? (this.#devices.keys().next().value ?? ONLY_ORG) : bareId(named)
    if (this.#isSeeded && !this.#devices.has(id))
      throw new ApiError({ kind: 'not-found', resource: 'org', id })
    return id
  }

  /** Throws `not-found` for a device that the org does not have. */
  requireDevice(org: string, deviceId: string): void {
    const id = bareId(deviceId)
    if (this.#isSeeded && this.#devices.get(org)?.has(id) !== true)
      throw new ApiError({ kind: 'not-found', resource: 'device', id })
  }
}
