import { send } from './settings-client.ts'
import { IMAGES, type Reply } from './webex-client.ts'

/** What a deletion tells of an image that is gone. */
export const GONE = { status: 200 }
/** What it tells of one that is shown somewhere. */
export const IN_USE = { status: 400, error: { message: 'The image could not be deleted.', errorCode: 4305 } }

export interface Entry {
  readonly fileName: string
  readonly forceDelete?: boolean
}

/** Deletes with these entries, byte for byte: `forceDelete` is sent where it is named. */
export function removeEntries(url: string, entries: readonly Entry[], query = ''): Promise<Reply> {
  return send(url, 'DELETE', IMAGES + query, { backgroundImages: entries })
}
