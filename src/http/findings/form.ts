import type { Finding } from '../../core/journal.ts'
import type { MediaTypes } from '../../media/catalogue.ts'
import { boundaryOf } from '../../media/part-header.ts'
import type { TracedPart } from '../../media/traced-part.ts'
import type { WireTrace } from '../../media/wire-trace.ts'

/** What is known of a form beside its bytes. */
export interface SentForm {
  readonly trace: WireTrace
  readonly contentType: string
  /** As the client announced it, in bytes; undefined where it announced none. */
  readonly contentLength: number | undefined
  /** The name of the part that must be a file. */
  readonly file: string
  /** Whether all bytes came that the client announced. */
  readonly isComplete: boolean
  readonly mediaTypes: MediaTypes
}

type FormRule = Pick<Finding, 'rule' | 'message'> & Partial<Omit<Finding, 'rule' | 'message'>>

const MULTIPART = 'https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1'
const FORM_DATA = 'https://www.rfc-editor.org/rfc/rfc7578#section-4.2'
const HTTP = 'https://www.rfc-editor.org/rfc/rfc9112#section-6.3'

/** What is wrong with a form's bytes, or fragile in them: each rule that explains why no file was found. */
export function findInForm(form: SentForm): readonly Finding[] {
  return [...frameRules(form), ...lengthRules(form), ...partRules(form)].map(rule => ({
    severity: 'error',
    part: null,
    offset: null,
    expected: null,
    found: null,
    evidence: 'documented',
    source: MULTIPART,
    ...rule,
  }))
}

function frameRules({ trace, contentType, isComplete }: SentForm): readonly FormRule[] {
  const boundary = boundaryOf(contentType)
  const text = trace.beginning.subarray(0, 1_024).toString('latin1')
  const sent = /(?:^|\n)--([^\r\n]+)/.exec(text)
  const sentOffset = sent === null ? 0 : sent.index + sent[0].indexOf('--')
  if (boundary === undefined)
    return [
      {
        rule: 'form.boundary',
        offset: sentOffset,
        expected: 'multipart/form-data; boundary=…',
        found: contentType,
        message:
          'The content type names no boundary. Leave the header to the library that writes the form: it knows the boundary.',
      },
    ]
  if (trace.parts.length === 0 && text.includes(`--${boundary}\n`))
    return [
      {
        rule: 'form.line-ends',
        offset: text.indexOf(`--${boundary}\n`) + boundary.length + 2,
        expected: 'CR LF (0d 0a)',
        found: 'LF (0a)',
        message: 'Lines of the form end with a bare LF; delimiters and headers must end with CR LF.',
      },
    ]
  if (trace.parts.length === 0 && sent !== null && sent[1] !== boundary)
    return [
      {
        rule: 'form.boundary',
        offset: sentOffset,
        expected: `--${boundary}`,
        found: `--${sent[1]}`,
        message: 'The delimiter in the body is not the boundary that the content type names.',
      },
    ]
  if (isComplete && !trace.isClosed)
    return [
      {
        rule: 'form.closed',
        offset: trace.size,
        expected: `--${boundary}--`,
        found: 'the end of the body',
        message: 'The form is never closed: the last delimiter must end with two hyphens.',
      },
    ]
  return []
}

function lengthRules({ trace, contentLength, isComplete }: SentForm): readonly FormRule[] {
  if (isComplete || contentLength === undefined || trace.size >= contentLength) return []
  return [
    {
      rule: 'http.content-length',
      offset: trace.size,
      expected: `${contentLength} bytes`,
      found: `${trace.size} bytes`,
      message:
        'The body ended before the length that Content-Length announces: it is cut, or the header is wrong.',
      source: HTTP,
    },
  ]
}

function partRules({ trace, file, mediaTypes }: SentForm): readonly FormRule[] {
  const { parts } = trace
  if (parts.length === 0) return []
  const named = parts.filter(part => part.header.parameter('name') === file)
  const [first] = named
  if (first === undefined) return [wrongName(parts, file)]
  const style = first.header.styleOf('filename')
  if (style === 'absent') return [fieldNotFile(first, file, mediaTypes)]
  if (style === 'unquoted') return [unquoted(first, file)]
  return []
}

function unquoted(part: TracedPart, file: string): FormRule {
  const found = part.header.field('content-disposition') ?? ''
  const about = { severity: 'warning' as const, part: file, offset: part.offset, found }
  const expected = `filename="${part.header.parameter('filename') ?? ''}"`
  if (/filename\*\s*=/i.test(found))
    return {
      rule: 'form.filename-encoded',
      message:
        "The file's name comes in its encoded form alone (filename*): many servers read only the plain one.",
      source: FORM_DATA,
      expected,
      ...about,
    }
  return {
    rule: 'form.filename-quotes',
    message: "The file's name has no quotes around it: a vendor was seen to refuse that.",
    evidence: 'observed',
    source: 'https://github.com/Jericho/ZoomNet',
    expected,
    ...about,
  }
}

function wrongName(parts: readonly TracedPart[], file: string): FormRule {
  const names = parts.map(part => part.header.parameter('name') ?? '(none)')
  const files = parts.filter(part => part.header.styleOf('filename') !== 'absent')
  const [nearest = parts[0]] = files
  return {
    rule: 'form.part-name',
    part: nearest === undefined ? null : (nearest.header.parameter('name') ?? null),
    offset: nearest?.offset ?? 0,
    expected: `a part named ${file}`,
    found: names.join(', '),
    message: `No part is named ${file}. The form has: ${names.join(', ')}.`,
    source: FORM_DATA,
  }
}

function fieldNotFile(part: TracedPart, file: string, mediaTypes: MediaTypes): FormRule {
  const text = part.contentHead.toString('utf8')
  const hint = /^(?:\.{0,2}\/|[A-Za-z]:\\|~\/)/.test(text)
    ? `Its value begins like a path (${text.slice(0, 40)}): the client sent the path instead of the file.`
    : /^\[object |^\{"type":"Buffer"/.test(text)
      ? 'Its value is an object written as text: give the library a Blob or a stream with a file name.'
      : mediaTypes.ofContent(part.contentHead) === undefined
        ? 'Give the part a filename: without one it is a text field.'
        : 'Its content is a file, but it has no filename: give the library one beside the Buffer or stream.'
  return {
    rule: 'form.file-part',
    part: file,
    offset: part.offset,
    expected: `Content-Disposition: form-data; name="${file}"; filename="…"`,
    found: part.header.field('content-disposition') ?? null,
    message: `Part ${file} is a field, not a file. ${hint}`,
    source: FORM_DATA,
  }
}
