import { fixture } from '../../helpers/media.ts'

export { sendRaw } from '../../helpers/raw-http.ts'

/** A file as an app sends it. */
export interface SentFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

export const photo: SentFile = { name: 'photo.jpg', type: 'image/jpeg', bytes: fixture('photo.jpg') }
export const clip: SentFile = { name: 'clip.mp4', type: 'video/mp4', bytes: fixture('clip.mp4') }

/** The credentials of the documentation's examples. */
export const johndow = { from: 'johndow', password: '12345678' } as const

/** How `upload` differs from a plain POST of `photo` with credentials as parts. */
export interface UploadOptions {
  readonly path?: string
  readonly method?: 'POST' | 'PUT'
  readonly headers?: { readonly [name: string]: string }
  readonly fields?: { readonly [name: string]: string }
  readonly file?: SentFile
}

/** Uploads a file as an app does, through `fetch`. */
export function upload(url: string, options: UploadOptions = {}): Promise<Response> {
  const { path = '/upload_media', method = 'POST', headers = {}, fields = johndow, file = photo } = options
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([new Uint8Array(file.bytes)], { type: file.type }), file.name)
  return fetch(url + path, { method, headers, body: form })
}

/** Uploads and answers the address in the JSON reply. */
export async function uploadedUrl(url: string, options: UploadOptions = {}): Promise<string> {
  const response = await upload(url, options)
  const reply = (await response.json()) as { media_url?: string; message?: string }
  if (reply.media_url === undefined) throw new Error(`${response.status}: ${reply.message}`)
  return reply.media_url
}

/** The address in an XML reply, unescaped as a parser would. */
export function xmlMediaUrl(xml: string): string {
  const found = /^<response><media_url>([^<]*)<\/media_url><\/response>$/.exec(xml)?.[1]
  if (found === undefined) throw new Error(`no media_url in ${xml}`)
  return found.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** The form of the documentation's examples: names and file name without quotes. */
export function documentedForm(content: Uint8Array, type = 'video/mp4', filename = 'helloworld.mp4'): Buffer {
  const field = (name: string, value: string) =>
    `--boundary\r\nContent-Disposition: form-data; name=${name}\r\n\r\n${value}\r\n`
  return Buffer.concat([
    Buffer.from(field('from', 'johndow') + field('password', '12345678') + field('description', 'johndow')),
    Buffer.from(
      `--boundary\r\nContent-Disposition: form-data; name=file; filename=${filename}\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    content,
    Buffer.from('\r\n--boundary--\r\n'),
  ])
}

/** The documentation's request, byte for byte but for the host and the length. `length` may lie. */
export function documentedRequest(
  body: Uint8Array,
  {
    method = 'POST',
    target = '/upload_media',
    host = 'example.com',
    type = 'multipart/form-data; charset=utf-8; boundary="boundary"',
    length = body.length,
  } = {},
): Buffer {
  const head = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: close',
    'Cache-Control: max-age=0',
    'User-Agent: CloudSoftphone/1.5.6',
    `Content-Type: ${type}`,
    `Content-Length: ${length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
