/** Where one part of a multipart body lies, in bytes from the body's first. */
export interface TracedPart {
  /** Of the part's first header line. */
  readonly offset: number
  /** The header lines as sent, without the empty line that ends them; cut at 8 KiB. */
  readonly header: string
  /** Of the content's first byte; undefined while the header has not ended. */
  readonly contentOffset: number | undefined
}

const MAX_PARTS = 200
const MAX_HEADER_BYTES = 8 * 1024
const END_OF_HEADER = Buffer.from('\r\n\r\n')

/**
 * Notes where the parts of a multipart body lie, from the same bytes that the parser reads, and keeps their headers
 * as sent, which no parser tells. It parses no values and its memory is bounded.
 */
export class WireTrace {
  readonly #delimiter: Buffer
  readonly #parts: TracedPart[] = []
  // The first delimiter may stand at the very beginning, without the line break that is part of the others.
  #held: Buffer = Buffer.from('\r\n')
  #heldOffset = -2
  #inHeader = false

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`)
  }

  /** The parts whose headers have begun, in their order; the first two hundred. */
  get parts(): readonly TracedPart[] {
    return this.#parts
  }

  /** Looks at the next bytes of the body. */
  push(chunk: Buffer): void {
    if (this.#parts.length === MAX_PARTS || this.#passesBy(chunk)) return
    this.#held = Buffer.concat([this.#held, chunk])
    while (this.#parts.length < MAX_PARTS && (this.#inHeader ? this.#endHeader() : this.#beginPart())) {}
  }

  /** Whether no delimiter ends in the chunk. That is most of a file, and must not be copied to be known. */
  #passesBy(chunk: Buffer): boolean {
    const overlap = this.#delimiter.length - 1
    if (this.#inHeader || chunk.length < overlap || chunk.includes(this.#delimiter)) return false
    const seam = Buffer.concat([this.#held, chunk.subarray(0, overlap)])
    if (seam.includes(this.#delimiter)) return false
    this.#heldOffset += this.#held.length + chunk.length - overlap
    this.#held = chunk.subarray(chunk.length - overlap)
    return true
  }

  #beginPart(): boolean {
    const at = this.#held.indexOf(this.#delimiter)
    if (at < 0) {
      this.#letGo(this.#held.length - this.#delimiter.length + 1)
      return false
    }
    this.#letGo(at + this.#delimiter.length)
    this.#inHeader = true
    return true
  }

  #endHeader(): boolean {
    const at = this.#held.indexOf(END_OF_HEADER)
    const isClosing = this.#held[0] === 0x2d && this.#held[1] === 0x2d
    if (at < 0 && !isClosing && this.#held.length <= MAX_HEADER_BYTES) return false
    if (!isClosing) {
      const end = at < 0 ? MAX_HEADER_BYTES : at
      const firstLine = this.#held.indexOf('\r\n') + 2
      this.#parts.push({
        offset: this.#heldOffset + firstLine,
        header: this.#held.toString('utf8', firstLine, end),
        contentOffset: at < 0 ? undefined : this.#heldOffset + at + END_OF_HEADER.length,
      })
      this.#letGo(end)
    }
    this.#inHeader = false
    return true
  }

  #letGo(bytes: number): void {
    if (bytes <= 0) return
    this.#held = this.#held.subarray(bytes)
    this.#heldOffset += bytes
  }
}

/** The boundary that a content type names; undefined when it names none. */
export function boundaryOf(contentType: string): string | undefined {
  const found = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/**
 * How a parameter of a part's Content-Disposition is written: `filename="a.png"` or `filename=a.png`. The encoded
 * form, `filename*=…`, counts only where there is no plain one.
 */
export function parameterStyle(part: TracedPart, name: string): 'quoted' | 'unquoted' | 'absent' {
  const disposition = /^content-disposition:(.*)$/im.exec(part.header)?.[1] ?? ''
  const found = [name, `${name}\\*`]
    .map(spelling => new RegExp(`;\\s*${spelling}\\s*=\\s*(.?)`, 'i').exec(disposition))
    .find(match => match !== null)
  return found === undefined ? 'absent' : found?.[1] === '"' ? 'quoted' : 'unquoted'
}
