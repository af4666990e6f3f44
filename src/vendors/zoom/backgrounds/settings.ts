import type { Row } from '../../../storage/records.ts'
import type { Settings } from '../config.ts'
import { toFile } from './files.ts'
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

/** What is kept after a PATCH: what that does not name stays as it is. */
export function changed(kept: KeptSettings, asked: KeptSettings): KeptSettings {
  return {
    virtual_background: asked.virtual_background ?? kept.virtual_background,
    virtual_background_settings: {
      ...kept.virtual_background_settings,
      ...asked.virtual_background_settings,
    },
  }
}

/** Whether an owner has virtual backgrounds: as PATCH said last, else as configured. */
export function isOn(kept: KeptSettings, settings: Settings): boolean {
  return kept.virtual_background ?? settings.virtualBackground === 'on'
}

/** An owner's settings and files in Zoom's words. */
export function toSettings(kept: KeptSettings, enabled: boolean, files: readonly Row[]) {
  return {
    in_meeting: {
      virtual_background: enabled,
      virtual_background_settings: {
        allow_upload_custom: true,
        allow_videos: true,
        enable: enabled,
        ...kept.virtual_background_settings,
        files: files.map(toFile),
      },
    },
  }
}
