/** A request as it goes over the wire; its connection ends with the answer. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: string | Buffer
}

/** The bytes of a request. */
export function bytesOf({ method, path, headers, body }: RawRequest): Buffer {
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
  const lines = Object.entries({ Host: 'localhost', Connection: 'close', ...headers, ...length })
  const head = `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body ?? '')])
}

/** What leads a reader on to look at the rest as at an address. */
const OPENING = '://'

/** A text of a length, of which the piece is repeated; behind an opening once, where the piece begins with it. */
export function filled(piece: string, length: number): string {
  if (piece.startsWith(OPENING) && piece !== OPENING)
    return OPENING + filled(piece.slice(OPENING.length), length - OPENING.length)
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
}

/** What a header or a path takes of it at most: Node refuses longer heads. */
export const MAX_HEAD_CHARS = 12_000

/** A text as a header's value: of a line break nothing is left. */
export function headerText(piece: string, length: number): string {
  return filled(
    piece.replace(/[\r\n\0]/g, ' ').replace(/[^\x20-\x7e]/g, '~'),
    Math.min(length, MAX_HEAD_CHARS),
  )
}

/** A text as a part of a path. */
export function pathText(piece: string, length: number): string {
  const encoded = encodeURIComponent(piece)
  return encoded.repeat(Math.max(1, Math.floor(Math.min(length, MAX_HEAD_CHARS) / encoded.length)))
}
