import { asUuid } from '../../core/ids.ts'
import type { Rows } from '../../http/rows.ts'
import type { NewRow, Row, RowKey, RowsRead } from '../../storage/records.ts'
import { defaultCustomizations } from './default-settings.ts'

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

/** What a change must read to see a device's or a location's effective settings. */
export function settingsKeys(kind: SettingsKind, key: string): readonly RowKey[] {
  return [
    { kind, key },
    { kind: 'org-settings', key: ORG_KEY },
  ]
}

/** A level's settings: its own where it goes its own way, else the org's, else the defaults. */
export function effectiveSettings(rows: RowsRead, kind: SettingsKind, key: string): LevelSettings {
  const own = fromRow(rows.find(kind, key))
  const org = fromRow(rows.find('org-settings', ORG_KEY))
  const above = org ?? { customizations: defaultCustomizations, customEnabled: false, lastUpdateTime: 0 }
  if (own === undefined) return { ...above, customEnabled: false }
  return own.customEnabled ? own : { ...own, customizations: above.customizations }
}

/** The row that changes a level's settings: members that are not named stay as they are. */
export function changedSettings(
  change: { readonly rows: RowsRead; readonly own: Rows; readonly now: number },
  at: { readonly kind: SettingsKind; readonly key: string; readonly shownId?: string },
  settings: { readonly customizations: Customizations; readonly customEnabled: boolean },
): NewRow {
  const { rows, own, now } = change
  const present = rows.find(at.kind, at.key)
  const before = effectiveSettings(rows, at.kind, at.key)
  const data: LevelSettings = {
    customizations: deepMerge(before.customizations, settings.customizations) as Customizations,
    customEnabled: settings.customEnabled,
    lastUpdateTime: now,
    shownId: before.shownId ?? at.shownId,
  }
  return {
    kind: at.kind,
    key: at.key,
    id: present?.id ?? asUuid(own.drawId(rows, at.kind)),
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
    return kind === 'CUSTOM_BACKGROUND' && (customUrl.includes(image.url) || customUrl.includes(image.name))
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
