import type { TracedPart } from './wire-trace.ts'

/** A part's header lines as sent. */
type Header = Pick<TracedPart, 'header'>

/** The boundary that a content type names; undefined when it names none. */
export function boundaryOf(contentType: string): string | undefined {
  const found = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/** The headers and parameters that are looked at: patterns are compiled once, since each upload wants all of them. */
const HEADERS = {
  'content-disposition': /^content-disposition:[ \t]*(.*?)[ \t]*$/im,
  'content-type': /^content-type:[ \t]*(.*?)[ \t]*$/im,
} as const
const PLAIN = {
  name: /;\s*name\s*=\s*(?:(")((?:[^"\\]|\\.)*)"?|([^;\s]*))/i,
  filename: /;\s*filename\s*=\s*(?:(")((?:[^"\\]|\\.)*)"?|([^;\s]*))/i,
} as const
const ENCODED = {
  name: /;\s*name\*\s*=\s*(?:[\w-]*'[\w-]*')?([^;\s]*)/i,
  filename: /;\s*filename\*\s*=\s*(?:[\w-]*'[\w-]*')?([^;\s]*)/i,
} as const

/** A part's header; undefined where it has none of this name. */
export function headerOfPart(part: Header, name: keyof typeof HEADERS): string | undefined {
  return HEADERS[name].exec(part.header)?.[1]
}

/** A parameter of a part's Content-Disposition as sent; undefined where it is absent. The encoded form counts last. */
export function parameterOf(part: Header, name: keyof typeof PLAIN): string | undefined {
  const disposition = headerOfPart(part, 'content-disposition') ?? ''
  const plain = PLAIN[name].exec(disposition)
  if (plain !== null) return plain[2]?.replace(/\\(["\\])/g, '$1') ?? plain[3]
  const encoded = ENCODED[name].exec(disposition)?.[1]
  if (encoded === undefined) return undefined
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

/**
 * How a parameter of a part's Content-Disposition is written: `filename="a.png"` or `filename=a.png`. The encoded
 * form, `filename*=…`, counts only where there is no plain one.
 */
export function parameterStyle(part: Header, name: keyof typeof PLAIN): 'quoted' | 'unquoted' | 'absent' {
  const disposition = headerOfPart(part, 'content-disposition') ?? ''
  const plain = PLAIN[name].exec(disposition)
  if (plain !== null) return plain[1] === undefined ? 'unquoted' : 'quoted'
  return ENCODED[name].test(disposition) ? 'unquoted' : 'absent'
}
