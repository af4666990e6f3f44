import { asUuid } from '../../../core/ids.ts'
import type { Rows } from '../../../http/handler-kit/rows.ts'
import type { NewRow, Row, RowsRead } from '../../../storage/records.ts'
import { defaultCustomizations } from './default-settings.ts'
import { type Level, settingsKeys } from './levels.ts'
import { deepMerge } from './merge.ts'

/** Settings of phones by group of models: `mpp`, `ata`, `wifi`, and for an org `dect`. Plain JSON. */
export type Customizations = { readonly [group: string]: unknown }

/** Settings of one level, as kept. */
export interface LevelSettings {
  readonly customizations: Customizations
  /** Whether this level has settings of its own; else it shows what the level above has. */
  readonly customEnabled: boolean
  /** Milliseconds since 1970; 0 before the first change. */
  readonly lastUpdateTime: number
  /** The id by which a device was first named. */
  readonly shownId?: string | undefined
}

/** A level's settings: its own where it has any, else those of its location or its org, else the defaults. */
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

/** The row with a level's changed settings: members that the change does not name stay as they are. */
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

function fromRow(row: Row | undefined): LevelSettings | undefined {
  return row?.data as LevelSettings | undefined // what `changedSettings` wrote
}
