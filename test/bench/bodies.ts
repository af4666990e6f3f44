/** A request's body, made once and sent often. */
export interface Body {
  readonly type: string
  readonly bytes: Buffer
}

const BOUNDARY = 'uploadmock-bench'

/** A JPEG by its first bytes, in a form as curl writes one, after these fields. */
export function formOf(bytes: number, fields: { readonly [name: string]: string } = {}): Body {
  const file = Buffer.alloc(bytes, 0x61)
  file.set([0xff, 0xd8, 0xff, 0xd9])
  const { type, head, tail } = formAround({ filename: 'photo.jpg', type: 'image/jpeg', fields })
  return { type, bytes: Buffer.concat([head, file, tail]) }
}

/** What stands before and behind a file in a form. */
export function formAround(file: {
  readonly filename: string
  readonly type: string
  readonly fields: { readonly [name: string]: string }
}) {
  const parts = Object.entries(file.fields).map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const begin = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${file.filename}"\r\nContent-Type: ${file.type}\r\n\r\n`
  return {
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    head: Buffer.from(parts.join('') + begin),
    tail: Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  }
}

/** An import of workspace media. */
export function jsonOf(chars: number): Body {
  const MediaSource = 'iVBO'.repeat(Math.floor(chars / 4))
  const bytes = Buffer.from(JSON.stringify({ MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource }))
  return { type: 'application/json', bytes }
}
