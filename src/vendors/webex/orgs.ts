import { ApiError } from '../../core/problem.ts'
import type { Row } from '../../storage/records.ts'
import type { Setup } from './config.ts'
import type { Caller } from './credentials.ts'
import type { Level } from './devices/levels.ts'
import { bareId } from './ids.ts'

/** The org of a token that names none, where the configuration lists no org either. */
const ONLY_ORG = 'default-org'
/** The product of a device for which nothing names one. */
const PRODUCT = 'Cisco 8851'

/** A phone as Webex lists it. */
export interface Device {
  readonly id: string
  readonly displayName: string
  readonly orgId: string
  readonly product: string
  readonly type: 'phone'
  readonly locationId?: string | undefined
  /** ISO 8601. */
  readonly created: string
}

interface Org {
  readonly devices: ReadonlyMap<string, Device>
  readonly locations: ReadonlySet<string>
}

/** Which orgs, devices and locations exist. All spellings of an id are one: see `bareId`. */
export class OrgDirectory {
  readonly #orgs: ReadonlyMap<string, Org>
  readonly #isSeeded: boolean
  /** ISO 8601: configured devices and named ones are as old as the server. */
  readonly #created: string

  constructor({ resources, provisioning, clock }: Setup) {
    this.#created = new Date(clock.now()).toISOString()
    this.#orgs = new Map(
      resources.orgs.map(org => {
        const devices = org.devices.map(({ id, product = PRODUCT, locationId }) => {
          const device: Device = {
            id,
            displayName: product,
            orgId: org.id,
            product,
            type: 'phone',
            locationId,
            created: this.#created,
          }
          return [bareId(id), device] as const
        })
        const locations = new Set(org.locations.map(location => bareId(location.id)))
        return [bareId(org.id), { devices: new Map(devices), locations }]
      }),
    )
    this.#isSeeded = provisioning === 'seeded'
  }

  /**
   * The org that a request acts in: the one it names, else its token's own. Throws `not-found`. A token with
   * an org of its own acts on another, as a partner's does, only where the configuration lists that other.
   */
  find(orgId: string | undefined, caller: Caller): string {
    const named = orgId ?? caller.orgId
    const id = named === undefined ? (this.#orgs.keys().next().value ?? ONLY_ORG) : bareId(named)
    const isOwn = caller.orgId === undefined || id === bareId(caller.orgId)
    if ((this.#isSeeded || !isOwn) && !this.#orgs.has(id)) throw absent('org', id)
    return id
  }

  /** Throws `not-found` for a device that the org does not have. */
  requireDevice(org: string, deviceId: string): void {
    const id = bareId(deviceId)
    if (this.#isSeeded && this.#orgs.get(org)?.devices.has(id) !== true) throw absent('device', id)
  }

  /** Throws `not-found` for a location that the org does not have. */
  requireLocation(org: string, locationId: string): void {
    const id = bareId(locationId)
    if (this.#isSeeded && this.#orgs.get(org)?.locations.has(id) !== true) throw absent('location', id)
  }

  /** The device with this id: the configured one, else one that is as real as its name. Throws `not-found`. */
  device(org: string, deviceId: string): Device {
    this.requireDevice(org, deviceId)
    return this.#orgs.get(org)?.devices.get(bareId(deviceId)) ?? this.#unconfigured(org, deviceId)
  }

  /** Where a device's settings are kept, and which location's they follow. */
  deviceLevel(org: string, deviceId: string): Level {
    const locationId = this.#orgs.get(org)?.devices.get(bareId(deviceId))?.locationId
    const locationKey = locationId === undefined ? undefined : bareId(locationId)
    return { kind: 'device-settings', key: bareId(deviceId), locationKey, shownId: deviceId }
  }

  /** The configured devices of an org, and those that requests have named, which rows of settings tell. */
  devices(org: string, named: readonly Row[]): readonly Device[] {
    const configured = this.#orgs.get(org)?.devices ?? new Map<string, Device>()
    const others = named.filter(row => !configured.has(row.key))
    return [
      ...configured.values(),
      ...others.map(row => this.#unconfigured(org, String(row.data.shownId ?? row.key))),
    ]
  }

  #unconfigured(orgId: string, id: string): Device {
    return { id, displayName: PRODUCT, orgId, product: PRODUCT, type: 'phone', created: this.#created }
  }
}

function absent(resource: string, id: string): ApiError {
  return new ApiError({ kind: 'not-found', resource, id })
}
