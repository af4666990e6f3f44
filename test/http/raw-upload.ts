import { filePart, rawForm } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'

/** Zoom's upload. */
export const PATH = '/v2/users/me/settings/virtual_backgrounds'
export const PHOTO = fixture('photo.jpg')

/** A request's head as it goes over the wire, with a credential. */
export function head(
  path: string,
  headers: { readonly [name: string]: string | number },
  method = 'POST',
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer x\r\n${lines.join('')}\r\n`
}

/** A form with one file of these bytes. */
export function form(content: Uint8Array) {
  return rawForm([filePart('file', 'photo.jpg', 'image/jpeg', content)])
}

/** The head of an upload of a form. */
export function uploadHead(
  body: Uint8Array,
  type: string,
  more: { readonly [name: string]: string } = {},
): string {
  return head(PATH, { 'Content-Type': type, 'Content-Length': body.length, ...more })
}

/** Sends a body with `fetch`. */
export function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: { readonly [name: string]: string },
): Promise<Response> {
  return fetch(url, { method: 'POST', headers, body })
}
