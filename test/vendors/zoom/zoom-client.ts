import { expect } from 'vitest'
import { type Call, call, type Reply } from '../../helpers/bearer-call.ts'
import { formOf } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { RawConnection, type RawReply } from '../../helpers/raw-http.ts'

export { type Call, call, type Reply }

/** The three libraries, each at the owner that most tests use. */
export const levels = [
  { level: 'account', path: '/v2/accounts/me/settings/virtual_backgrounds' },
  { level: 'group', path: '/v2/groups/g1/settings/virtual_backgrounds' },
  { level: 'user', path: '/v2/users/me/settings/virtual_backgrounds' },
] as const

export function pathOf(level: 'account' | 'group' | 'user', id: string): string {
  return `/v2/${level}s/${id}/settings/virtual_backgrounds`
}

/** The user's library: the documented one. */
export const MINE = pathOf('user', 'me')

export const texts = {
  noFile: 'No file uploaded, verify that a file has been uploaded.',
  tooLarge: 'File size cannot exceed 15M.',
  overQuota: 'A maximum of 10 files are allowed for a user.',
  wrongType: 'Only jpg/jpeg, gif or png image file can be uploaded.',
  partAbsent: "Required request part 'file' is not present",
  badDisposition: "Invalid 'Content-Disposition' in multipart form",
  badFileIds: 'Invalid parameter: file_ids.',
  badToken: 'Invalid access token.',
  expiredToken: 'Access token is expired.',
  unknownPath: 'This API endpoint is not recognized.',
}

export interface Upload extends Pick<Call, 'token' | 'headers'> {
  readonly name?: string
  readonly bytes?: Uint8Array
  readonly type?: string
}

/** Uploads a small photo, or what the options say. */
export function upload(url: string, path: string = MINE, options: Upload = {}): Promise<Reply> {
  const { name = 'photo.jpg', bytes = fixture('photo.jpg'), type = 'image/jpeg', ...rest } = options
  return call(url, path, { method: 'POST', body: formOf({ file: { name, type, bytes } }), ...rest })
}

/** Uploads and answers the new file's id. */
export async function uploadedId(url: string, path: string = MINE, options: Upload = {}): Promise<string> {
  const reply = await upload(url, path, options)
  expect(reply.status).toBe(201)
  return (reply.body as { id: string }).id
}

/** Sends a form that was written byte for byte. */
export function sendForm(
  url: string,
  path: string,
  form: { readonly body: Uint8Array; readonly type: string },
): Promise<Reply> {
  return call(url, path, { method: 'POST', headers: { 'content-type': form.type }, body: form.body })
}

/** Deletes what the query names, as Zoom's own client does: with a content type and without a body. */
export function remove(url: string, query: string, path: string = MINE, options: Call = {}): Promise<Reply> {
  return call(url, `${path}${query}`, {
    method: 'DELETE',
    headers: { 'content-type': 'application/json' },
    ...options,
  })
}

/** Writes one request byte for byte and reads its reply. */
export async function rawCall(port: number, lines: readonly string[], body: Uint8Array): Promise<RawReply> {
  const connection = await RawConnection.open(port)
  connection.write(`${[...lines, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n`)
  connection.write(body)
  const reply = await connection.reply()
  connection.socket.destroy()
  return reply
}

/** A refusal as Zoom words it. */
export function refusal(status: number, code: number, message: unknown): object {
  return { status, body: { code, message } }
}
