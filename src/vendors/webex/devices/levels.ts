import type { RowKey } from '../../../storage/records.ts'
import { bareId } from '../ids.ts'

/** Where settings are kept: an org's, a location's, a device's own. */
export const SETTINGS_KINDS = ['org-settings', 'location-settings', 'device-settings'] as const
export type SettingsKind = (typeof SETTINGS_KINDS)[number]

/** The key of an org's own settings. */
const ORG_KEY = 'org'

/** A level of settings, with the location of a device where the configuration names one. */
export interface Level {
  readonly kind: SettingsKind
  readonly key: string
  readonly locationKey?: string | undefined
  readonly shownId?: string | undefined
}

/** The level that several devices share: a location's, or the org's where no location is named. */
export function sharedLevel(locationId: string | undefined): Level {
  return locationId === undefined
    ? { kind: 'org-settings', key: ORG_KEY }
    : { kind: 'location-settings', key: bareId(locationId) }
}

/** What a change must read to see a level's effective settings. */
export function settingsKeys({ kind, key, locationKey }: Level): readonly RowKey[] {
  return [
    { kind, key },
    ...(locationKey === undefined ? [] : [{ kind: 'location-settings', key: locationKey }]),
    { kind: 'org-settings', key: ORG_KEY },
  ]
}
