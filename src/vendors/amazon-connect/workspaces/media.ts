import { isAsset, type Rows } from '../../../http/handler-kit/rows.ts'
import type { Upload } from '../../../http/vendor-kit/uploads.ts'
import type { Row, RowKey } from '../../../storage/records.ts'
import type { Settings } from '../config.ts'
import { mediaTypes } from '../constraints.ts'
import type { UploadTexts } from '../texts.ts'
import { MEDIA_FOLDER } from './paths.ts'
import { mediaTexts } from './texts.ts'

/** The kind of row that a workspace's medium is. */
export const MEDIA = 'media'

/** Media as they are imported, listed and deleted. */
export const media: Upload<UploadTexts> = {
  operations: ['ImportWorkspaceMedia', 'ListWorkspaceMedia', 'DeleteWorkspaceMedia'],
  part: 'MediaSource',
  texts: mediaTexts,
}

/** Names the medium of a type that a workspace has. */
export function mediumKey(workspaceId: string, type: string): RowKey {
  return { kind: MEDIA, key: `${workspaceId}/${type}` }
}

/** Names all media that a workspace can have, in the order of their types. */
export function mediaKeys(workspaceId: string): readonly RowKey[] {
  return mediaTypes.value.map(type => mediumKey(workspaceId, type))
}

/** A medium's source as the list shows it: the address it came from, one on this server, or its bytes in base64. */
export async function shownSource(
  row: Row,
  at: { readonly rows: Rows; readonly publicUrl: string },
  { listSource }: Settings,
): Promise<string> {
  if (typeof row.data.sourceUrl === 'string') return row.data.sourceUrl
  if (listSource === 'url' || !isAsset(row)) return `${at.publicUrl}${MEDIA_FOLDER}/${row.id}`
  const chunks: Buffer[] = []
  for await (const chunk of await at.rows.read(row)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('base64')
}
