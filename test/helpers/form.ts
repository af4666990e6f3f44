/** One part of a form, its header lines as they go over the wire. */
export interface RawPart {
  readonly headers: readonly string[]
  readonly content: string | Uint8Array
}

/** A file part as browsers write it. */
export function filePart(name: string, filename: string, type: string, content: Uint8Array): RawPart {
  return {
    headers: [
      `Content-Disposition: form-data; name="${name}"; filename="${filename}"`,
      `Content-Type: ${type}`,
    ],
    content,
  }
}

/** A text part as browsers write it. */
export function fieldPart(name: string, value: string): RawPart {
  return { headers: [`Content-Disposition: form-data; name="${name}"`], content: value }
}

/** A multipart body, byte for byte, and the content type that goes with it. */
export function rawForm(parts: readonly RawPart[], boundary = 'test-boundary') {
  const chunks = parts.flatMap(({ headers, content }) => [
    Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return {
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  }
}

/** A form for `fetch`. */
export function formOf(parts: {
  readonly [name: string]: string | { name: string; type: string; bytes: Uint8Array }
}) {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts))
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new Blob([new Uint8Array(value.bytes)], { type: value.type }), value.name)
  return form
}
