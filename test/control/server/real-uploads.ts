import { expect } from 'vitest'
import { importMedia } from '../../vendors/amazon-connect/connect.ts'
import { upload as uploadToSoftphone } from '../../vendors/cloud-softphone/softphone.ts'
import { upload as uploadToWebex } from '../../vendors/webex/webex-client.ts'
import { pathOf, upload as uploadToZoom } from '../../vendors/zoom/zoom-client.ts'

/** A file as a client sends it. */
export interface RealFile {
  readonly name: string
  readonly bytes: Buffer
}

/** What clients declare by a name's ending. */
const TYPES = new Map([
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['svg', 'image/svg+xml'],
  ['webp', 'image/webp'],
  ['mp4', 'video/mp4'],
  ['mov', 'video/quicktime'],
])

function typeOf(name: string): string {
  return TYPES.get(name.split('.').at(-1)?.toLowerCase() ?? '') ?? 'application/octet-stream'
}

async function putEncrypted(url: string, { name, bytes }: RealFile): Promise<number> {
  const allocated = await fetch(`${url}/mmmsg`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ contentType: typeOf(name), contentSize: bytes.length }),
  })
  if (allocated.status !== 201) return allocated.status
  const { url: place } = (await allocated.json()) as { url: string }
  const put = await fetch(place, {
    method: 'PUT',
    headers: { 'content-type': typeOf(name) },
    body: new Uint8Array(bytes),
  })
  return put.status
}

/** Really uploads a file, by operation; each answers the status. */
const uploads: { readonly [operation: string]: (url: string, file: RealFile) => Promise<number> } = {
  uploadBackgroundImage: async (url, { name, bytes }) =>
    (await uploadToWebex(url, name, { bytes, type: typeOf(name) })).status,
  ...Object.fromEntries(
    (['account', 'group', 'user'] as const).map(level => [
      `upload${level.replace(/^./, first => first.toUpperCase())}VirtualBackground`,
      async (url: string, { name, bytes }: RealFile) =>
        (await uploadToZoom(url, pathOf(level, 'o1'), { name, bytes, type: typeOf(name) })).status,
    ]),
  ),
  uploadMedia: async (url, { name, bytes }) =>
    (await uploadToSoftphone(url, { file: { name, bytes, type: typeOf(name) } })).status,
  putMedia: putEncrypted,
  ImportWorkspaceMedia: async (url, { bytes }) =>
    (await importMedia(url, { source: bytes.toString('base64') })).status,
}

/** Which endpoints really take a file, by operation. */
export async function takenBy(
  url: string,
  file: RealFile,
): Promise<{ readonly [operation: string]: boolean }> {
  const taken: { [operation: string]: boolean } = {}
  for (const [operation, upload] of Object.entries(uploads)) {
    const status = await upload(url, file)
    expect(status, `${operation} of ${file.name}`).toBeLessThan(500)
    taken[operation] = status < 300
  }
  return taken
}
