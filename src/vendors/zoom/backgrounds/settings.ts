import type { Row } from '../../../storage/records.ts'
import type { Settings } from '../config.ts'
import type { BackgroundSettings } from './schemas.ts'

/** The one row of an owner that keeps what PATCH changed. */
export const SETTINGS = { kind: 'settings', key: 'virtual-background' } as const

/** What PATCH can change, as kept. */
export interface KeptSettings {
  readonly virtual_background?: boolean | undefined
  readonly virtual_background_settings?: BackgroundSettings | undefined
}

/** What the row keeps; nothing where there is none. */
export function keptIn(row: Row | undefined): KeptSettings {
  return row?.data ?? {}
}

/** Whether an owner has virtual backgrounds: as PATCH said last, else as configured. */
export function isOn(kept: KeptSettings, settings: Settings): boolean {
  return kept.virtual_background ?? settings.virtualBackground === 'on'
}
