import { asUuid } from '../../../core/ids.ts'
import type { Rows } from '../../../http/vendor-kit/rows.ts'
import type { NewRow, Row, RowKey, RowsRead } from '../../../storage/records.ts'
import { defaultCustomizations } from './default-settings.ts'
import { imageUrlIn } from './images.ts'

/** Settings of phones by group of models: `mpp`, `ata`, `wifi`, and for an org `dect`. Plain JSON. */
export type Customizations = { readonly [group: string]: unknown }

/** Where settings are kept: an org's, a location's, a device's own. */
export const SETTINGS_KINDS = ['org-settings', 'location-settings', 'device-settings'] as const
export type SettingsKind = (typeof SETTINGS_KINDS)[number]

/** The key of an org's own settings. */
export const ORG_KEY = 'org'

/** Settings of one level, as kept. */
export interface LevelSettings {
  readonly customizations: Customizations
  /** Whether this level goes its own way; else it shows what the level above has. */
  readonly customEnabled: boolean
  /** Milliseconds since 1970; 0 before the first change. */
  readonly lastUpdateTime: number
  /** The id by which a device was first named. */
  readonly shownId?: string | undefined
}

/** A background as a phone is told of it. */
export interface Background {
  readonly image: string
  readonly customUrl: string
}

/** A level of settings, with the location of a device where the configuration names one. */
export interface Level {
  readonly kind: SettingsKind
  readonly key: string
  readonly locationKey?: string | undefined
  readonly shownId?: string | undefined
}

/** What a change must read to see a level's effective settings. */
export function settingsKeys({ kind, key, locationKey }: Level): readonly RowKey[] {
  return [
    { kind, key },
    ...(locationKey === undefined ? [] : [{ kind: 'location-settings', key: locationKey }]),
    { kind: 'org-settings', key: ORG_KEY },
  ]
}

/** A level's settings: its own where it goes its own way, else those of its location, its org, the defaults. */
export function effectiveSettings(read: RowsRead, level: Level): LevelSettings {
  const [own, ...above] = settingsKeys(level).map(({ kind, key }) => fromRow(read.find(kind, key)))
  const org = level.kind === 'org-settings' ? own : above.at(-1)
  const shown = [own, ...above].find(settings => settings?.customEnabled === true) ?? org
  return {
    lastUpdateTime: 0,
    ...(own ?? org),
    customizations: shown?.customizations ?? defaultCustomizations,
    customEnabled: own?.customEnabled ?? false,
  }
}

/** Settings in Webex's words, with the groups of models that the level has. */
export function toSettingsReply(
  settings: LevelSettings,
  level: { readonly groups: readonly string[]; readonly isOrg: boolean; readonly updateInProgress: boolean },
) {
  const shown = Object.entries(settings.customizations).filter(([group]) => level.groups.includes(group))
  return {
    customizations: Object.fromEntries(shown),
    ...(!level.isOrg && { customEnabled: settings.customEnabled }),
    updateInProgress: level.updateInProgress,
    deviceCount: 1,
    lastUpdateTime: settings.lastUpdateTime,
  }
}

/** The row that changes a level's settings: members that are not named stay as they are. */
export function changedSettings(
  change: { readonly read: RowsRead; readonly own: Rows; readonly now: number },
  at: Level,
  settings: { readonly customizations: Customizations; readonly customEnabled: boolean },
): NewRow {
  const { read, own, now } = change
  const present = read.find(at.kind, at.key)
  const before = effectiveSettings(read, at)
  const data: LevelSettings = {
    customizations: deepMerge(before.customizations, settings.customizations) as Customizations,
    customEnabled: settings.customEnabled,
    lastUpdateTime: now,
    shownId: before.shownId ?? at.shownId,
  }
  return {
    kind: at.kind,
    key: at.key,
    id: present?.id ?? asUuid(own.drawId(read, at.kind)),
    createdAt: present?.createdAt ?? now,
    data: { ...data },
  }
}

/** The rows that show the image with this address or name as their background. */
export function showing(
  rows: readonly Row[],
  image: { readonly url: string; readonly name: string },
): readonly Row[] {
  return rows.filter(row => {
    const { image: kind, customUrl } = backgroundOf(row)
    // A level that follows the one above it shows nothing of its own.
    if (row.kind !== 'org-settings' && row.data.customEnabled !== true) return false
    if (kind !== 'CUSTOM_BACKGROUND') return false
    // An address of ours names its image by number; in any other the file's name tells which is meant.
    const own = imageUrlIn(customUrl)
    return own === undefined ? customUrl.includes(image.name) : own === image.url
  })
}

/** A level's row with its background set to none. */
export function withoutBackground(row: Row): NewRow {
  return {
    ...row,
    data: deepMerge(row.data, {
      customizations: customBackground({ image: 'NONE', customUrl: '' }),
    }) as Row['data'],
  }
}

/** Customizations that name nothing but the background. */
export function customBackground(background: Background): Customizations {
  return { mpp: { background } }
}

function backgroundOf(row: Row): Background {
  const { customizations } = row.data as unknown as LevelSettings // what `changedSettings` wrote
  const mpp = customizations.mpp as { readonly background?: Partial<Background> } | undefined // defaults merged in
  return { image: mpp?.background?.image ?? 'NONE', customUrl: mpp?.background?.customUrl ?? '' }
}

function fromRow(row: Row | undefined): LevelSettings | undefined {
  return row?.data as LevelSettings | undefined // what `changedSettings` wrote
}

function deepMerge(base: unknown, change: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(change)) return change
  const merged = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(change)) merged.set(key, deepMerge(merged.get(key), value))
  return Object.fromEntries(merged)
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
