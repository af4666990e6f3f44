import { expect } from 'vitest'
import { type Call, call, type Reply } from '../../helpers/bearer-call.ts'
import { formOf } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { RawConnection, type RawReply } from '../../helpers/raw-http.ts'

export { type Call, call, type Reply }

export const IMAGES = '/v1/telephony/config/devices/backgroundImages'
export const FIRST_IMAGE = '/dms/Cisco_Phone_Background/background001'

export const WRITE = 'spark-admin:telephony_config_write'
export const READ = 'spark-admin:telephony_config_read'

export const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

/** The numbers that tell refusals apart; those from 99001 on are the emulator's own. */
export const TOO_LARGE = 99001
export const WRONG_TYPE = 99002
export const OVER_QUOTA = 99003
export const DUPLICATE = 99004
export const NO_FILE = 99005
export const INVALID = 99006

export function uploadPath(deviceId = 'phone-1'): string {
  return `/v1/telephony/config/devices/${deviceId}/actions/backgroundImageUpload/invoke`
}

export interface Upload extends Pick<Call, 'token' | 'headers'> {
  readonly bytes?: Uint8Array
  readonly type?: string
  readonly path?: string
}

/** An upload as the reference shows it: the file first, then its name. */
export function upload(url: string, fileName: string, options: Upload = {}): Promise<Reply> {
  const { bytes = fixture('photo.jpg'), type = 'image/jpeg', path = uploadPath(), ...rest } = options
  const body = formOf({ file: { name: fileName, type, bytes }, fileName })
  return call(url, path, { method: 'POST', body, ...rest })
}

/** Sends a form that was written byte for byte. */
export function sendForm(
  url: string,
  form: { readonly body: Uint8Array; readonly type: string },
  path = uploadPath(),
): Promise<Reply> {
  return call(url, path, { method: 'POST', headers: { 'content-type': form.type }, body: form.body })
}

/** Deletes by force: an upload puts its image on the device that it names. */
export function remove(url: string, fileNames: readonly string[], options: Call & { path?: string } = {}) {
  const { path = IMAGES, headers, ...rest } = options
  return call(url, path, {
    method: 'DELETE',
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
    body: JSON.stringify({ backgroundImages: fileNames.map(fileName => ({ fileName, forceDelete: true })) }),
    ...rest,
  })
}

/** The names that a list shows. */
export async function namesIn(url: string, path = IMAGES, options: Call = {}): Promise<readonly string[]> {
  const { body } = await call(url, path, options)
  return (body as { backgroundImages: { fileName: string }[] }).backgroundImages.map(image => image.fileName)
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

/** What a 400 of an operation looks like. */
export function badRequest(errorCode: number): object {
  return {
    status: 400,
    body: {
      message:
        "The request could not be understood by the server due to malformed syntax. See 'errors' for more details.",
      errors: [{ description: expect.stringMatching(/./), errorCode }],
      trackingId: expect.stringMatching(new RegExp(`^ROUTERGW_${UUID}$`)),
    },
  }
}

/** What a refusal that is not the operation's own looks like: one text in two places. */
export function envelope(status: number, message: string): object {
  return {
    status,
    body: {
      message,
      errors: [{ description: message }],
      trackingId: expect.stringMatching(new RegExp(`^ROUTERGW_${UUID}$`)),
    },
  }
}

export const UNAUTHENTICATED =
  'The request requires a valid access token set in the Authorization request header.'
export const FORBIDDEN =
  'The server understood the request, but refused to fulfill it because the access token is missing required scopes or the user is missing required roles or licenses.'
export const NOT_FOUND = 'The requested resource could not be found.'
