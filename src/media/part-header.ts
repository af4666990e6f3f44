/** A parameter of a header, as sent. */
interface Parameter {
  readonly name: string
  readonly value: string
  readonly isQuoted: boolean
}

// Compiled once: each upload wants all of them.
const BOUNDARY = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i
const FIELDS = {
  'content-disposition': /^content-disposition:[ \t]*(.*?)[ \t]*$/im,
  'content-type': /^content-type:[ \t]*(.*?)[ \t]*$/im,
} as const
const FORM_DATA = /^content-disposition:\s*form-data\s*(?:;|$)/im
const PARAMETER = /\s*;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;\s]*))[^;]*/y
const ENCODED = /^[\w-]*'[\w-]*'(.*)$/
const BLANK_LINE = /\r?\n\r?\n/

/** The boundary that a content type names; undefined when it names none. */
export function boundaryOf(contentType: string): string | undefined {
  const found = BOUNDARY.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/** The header of a form's part. What it says is read once: who reads a form and who explains it ask again and again. */
export class PartHeader {
  /** The lines as sent. */
  readonly text: string
  /** The lines before the first empty one, be its ends bare: what stands behind it is no header any more. */
  readonly lines: string
  /** Whether the part is one of a form's: the parser passes over others. */
  readonly isFormData: boolean
  readonly #parameters: readonly Parameter[]

  constructor(text: string) {
    this.text = text
    this.lines = text.split(BLANK_LINE, 1)[0] ?? ''
    this.isFormData = FORM_DATA.test(text)
    this.#parameters = readParameters(this.field('content-disposition') ?? '')
  }

  /** A header field; undefined where there is none of this name. */
  field(name: keyof typeof FIELDS): string | undefined {
    return FIELDS[name].exec(this.lines)?.[1]
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
    return this.#parameters.find(one => one.name === name)
  }
}

/** One after the other: a name within quotes is no parameter. */
function readParameters(disposition: string): readonly Parameter[] {
  const found: Parameter[] = []
  PARAMETER.lastIndex = disposition.search(/\s*(?:;|$)/)
  for (let match = PARAMETER.exec(disposition); match !== null; match = PARAMETER.exec(disposition))
    found.push({
      name: (match[1] ?? '').toLowerCase(),
      value: match[2] ?? match[3] ?? '',
      isQuoted: match[2] !== undefined,
    })
  return found
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
