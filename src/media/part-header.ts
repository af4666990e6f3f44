/** A parameter of a header, as sent. */
interface Parameter {
  readonly value: string
  readonly isQuoted: boolean
}

// Compiled once: each upload wants all of them.
const BOUNDARY = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i
const PARAMETER = /\s*;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;\s]*))[^;]*/y
const ENCODED = /^[\w-]*'[\w-]*'(.*)$/
const BLANK_LINE = /\r?\n\r?\n/
/** A line that begins with white space goes on with the one before. */
const FOLD = /\r?\n(?=[ \t])/g

/** The header fields that are asked for. */
type FieldName = 'content-disposition' | 'content-type'

/** The boundary that a content type names; undefined when it names none. */
export function boundaryOf(contentType: string): string | undefined {
  const found = BOUNDARY.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/**
 * The header of a form's part. What it says is read once: whoever reads a form and whoever explains it ask again and
 * again.
 */
export class PartHeader {
  /** The lines as sent. */
  readonly text: string
  /**
   * The lines before the first empty one, even where line ends are bare: what stands behind it is no longer the header.
   */
  readonly lines: string
  /** Whether the part is one of a form's: the parser passes over others. */
  readonly isFormData: boolean
  readonly #fields: ReadonlyMap<string, string>
  readonly #parameters: ReadonlyMap<string, Parameter>

  constructor(text: string) {
    this.text = text
    this.lines = text.split(BLANK_LINE, 1)[0] ?? ''
    const fields = readFields(this.lines)
    const whole = this.lines.length === text.length ? fields : readFields(text)
    this.isFormData = /^form-data\s*(?:;|$)/i.test(whole.get('content-disposition') ?? '')
    this.#fields = fields
    this.#parameters = readParameters(fields.get('content-disposition') ?? '')
  }

  /** A header field; undefined where there is none of this name. */
  field(name: FieldName): string | undefined {
    return this.#fields.get(name)
  }

  /** A parameter of Content-Disposition as sent; undefined where it is absent. The encoded form counts last. */
  parameter(name: 'name' | 'filename'): string | undefined {
    const plain = this.#named(name)
    if (plain !== undefined) return plain.isQuoted ? plain.value.replace(/\\(["\\])/g, '$1') : plain.value
    const encoded = this.#named(`${name}*`)?.value
    return encoded === undefined ? undefined : decoded(ENCODED.exec(encoded)?.[1] ?? encoded)
  }

  /**
   * How a parameter of Content-Disposition is written: `filename="a.png"` or `filename=a.png`. The encoded form,
   * `filename*=…`, counts only where there is no plain one.
   */
  styleOf(name: 'name' | 'filename'): 'quoted' | 'unquoted' | 'absent' {
    const plain = this.#named(name)
    if (plain !== undefined) return plain.isQuoted ? 'quoted' : 'unquoted'
    return this.#named(`${name}*`) === undefined ? 'absent' : 'unquoted'
  }

  #named(name: string): Parameter | undefined {
    return this.#parameters.get(name)
  }
}

/** The fields by name in lower case; the first counts of those with the same name. */
function readFields(lines: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of lines.replace(FOLD, '').split(/[\r\n]/)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase()
    if (colon >= 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

/** One after the other: a name within quotes is no parameter. The first counts of those with the same name. */
function readParameters(disposition: string): ReadonlyMap<string, Parameter> {
  const found = new Map<string, Parameter>()
  const begin = disposition.indexOf(';')
  PARAMETER.lastIndex = begin < 0 ? disposition.length : begin
  for (let match = PARAMETER.exec(disposition); match !== null; match = PARAMETER.exec(disposition)) {
    const [, name = '', quoted, bare = ''] = match
    if (!found.has(name.toLowerCase()))
      found.set(name.toLowerCase(), { value: quoted ?? bare, isQuoted: quoted !== undefined })
  }
  return found
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
