import type { TracedPart } from './wire-trace.ts'

/** A part's header lines as sent. */
type Header = Pick<TracedPart, 'header'>

/** A parameter of a header, as sent. */
interface Parameter {
  readonly name: string
  readonly value: string
  readonly isQuoted: boolean
}

// Compiled once: each upload wants all of them.
const BOUNDARY = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i
const HEADERS = {
  'content-disposition': /^content-disposition:[ \t]*(.*?)[ \t]*$/im,
  'content-type': /^content-type:[ \t]*(.*?)[ \t]*$/im,
} as const
const PARAMETER = /\s*;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;\s]*))[^;]*/y
const ENCODED = /^[\w-]*'[\w-]*'(.*)$/
const BLANK_LINE = /\r?\n\r?\n/

/** The boundary that a content type names; undefined when it names none. */
export function boundaryOf(contentType: string): string | undefined {
  const found = BOUNDARY.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/** A part's header; undefined where it has none of this name. */
export function headerOfPart(part: Header, name: keyof typeof HEADERS): string | undefined {
  return HEADERS[name].exec(headerLines(part))?.[1]
}

/** The lines before the first empty one, be its ends bare: what stands behind it is no header any more. */
export function headerLines({ header }: Header): string {
  return header.split(BLANK_LINE, 1)[0] ?? ''
}

/** A parameter of a part's Content-Disposition as sent; undefined where it is absent. The encoded form counts last. */
export function parameterOf(part: Header, name: 'name' | 'filename'): string | undefined {
  const parameters = parametersOf(part)
  const plain = parameters.find(one => one.name === name)
  if (plain !== undefined) return plain.isQuoted ? plain.value.replace(/\\(["\\])/g, '$1') : plain.value
  const encoded = parameters.find(one => one.name === `${name}*`)?.value
  return encoded === undefined ? undefined : decoded(ENCODED.exec(encoded)?.[1] ?? encoded)
}

/**
 * How a parameter of a part's Content-Disposition is written: `filename="a.png"` or `filename=a.png`. The encoded
 * form, `filename*=…`, counts only where there is no plain one.
 */
export function parameterStyle(part: Header, name: 'name' | 'filename'): 'quoted' | 'unquoted' | 'absent' {
  const parameters = parametersOf(part)
  const plain = parameters.find(one => one.name === name)
  if (plain !== undefined) return plain.isQuoted ? 'quoted' : 'unquoted'
  return parameters.some(one => one.name === `${name}*`) ? 'unquoted' : 'absent'
}

/** Of each part: who reads a form and who explains it ask for them again and again. */
const known = new WeakMap<Header, readonly Parameter[]>()

function parametersOf(part: Header): readonly Parameter[] {
  const present = known.get(part)
  if (present !== undefined) return present
  const parameters = readParameters(part)
  known.set(part, parameters)
  return parameters
}

/** One after the other: a name within quotes is no parameter. */
function readParameters(part: Header): readonly Parameter[] {
  const disposition = headerOfPart(part, 'content-disposition') ?? ''
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
