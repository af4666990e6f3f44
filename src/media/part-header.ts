import type { TracedPart } from './wire-trace.ts'

/** A part's header lines as sent. */
type Header = Pick<TracedPart, 'header'>

/** The boundary that a content type names; undefined when it names none. */
export function boundaryOf(contentType: string): string | undefined {
  const found = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/** A part's header; undefined where it has none of this name. */
export function headerOfPart(part: Header, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'im').exec(part.header)?.[1]
}

/** A parameter of a part's Content-Disposition as sent; undefined where it is absent. The encoded form counts last. */
export function parameterOf(part: Header, name: string): string | undefined {
  const disposition = headerOfPart(part, 'content-disposition') ?? ''
  const plain = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(
    disposition,
  )
  if (plain !== null) return plain[1]?.replace(/\\(["\\])/g, '$1') ?? plain[2]
  const encoded = new RegExp(`;\\s*${name}\\*\\s*=\\s*[\\w-]*'[\\w-]*'([^;\\s]*)`, 'i').exec(disposition)?.[1]
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
export function parameterStyle(part: Header, name: string): 'quoted' | 'unquoted' | 'absent' {
  const disposition = headerOfPart(part, 'content-disposition') ?? ''
  const found = [name, `${name}\\*`]
    .map(spelling => new RegExp(`;\\s*${spelling}\\s*=\\s*(.?)`, 'i').exec(disposition))
    .find(match => match !== null)
  return found === undefined ? 'absent' : found?.[1] === '"' ? 'quoted' : 'unquoted'
}
