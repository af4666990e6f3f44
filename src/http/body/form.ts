import type { FastifyRequest } from 'fastify'
import type * as z from 'zod'
import type { Bytes } from '../../core/bytes.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import { ApiError } from '../../core/problem.ts'
import { boundaryOf } from '../../media/part-header.ts'
import type { Staged } from '../../media/receive.ts'
import type { TracedPart } from '../../media/traced-part.ts'
import { WireTrace } from '../../media/wire-trace.ts'
import {
  type FilePart,
  malformed,
  partsOf,
  requireMultipart,
  skipFile,
  takeFile,
} from './multipart-parser.ts'
import { type FormFields, TextFields } from './text-fields.ts'
import { parseValues } from './validate.ts'

/** A form with one file, as one operation reads it. */
export interface FormShape<Fields> {
  /** The name of the part that is the file. */
  readonly file: string
  readonly policy: MediaPolicy
  /** Whether a file name without quotes is refused. */
  readonly quotedFilename: boolean
  readonly fields: z.ZodType<Fields>
}

/** A form that was read whole. */
export interface Form<Fields> {
  readonly file: Staged
  readonly fields: Fields
}

/**
 * Reads a multipart body in one pass: the file part goes to the request's intake while it arrives, the text fields
 * are parsed when all are there, so that the order of parts never matters. Further files are read and dropped.
 * `judge` sees the fields before their schema does: credentials that come as parts are judged there.
 * Throws an `ApiError` where the form or the file is refused.
 */
export async function readForm<Fields>(
  request: FastifyRequest,
  shape: FormShape<Fields>,
  judge: (fields: FormFields) => void = () => {},
): Promise<Form<Fields>> {
  // A client of HTTP Digest asks first without its body, and wants the challenge.
  if (!request.isMultipart() && request.headers['content-length'] === '0') judge({})
  requireMultipart(request)
  const trace = traceOf(request)
  request.recording?.body.follow(trace, shape.file)
  const texts = new TextFields()
  let file: Staged | undefined
  let refusal: ApiError | undefined
  let at = -1
  for await (const part of partsOf(request, shape.file)) {
    // The parser passes over what is no part of a form.
    do at += 1
    while (trace.parts[at]?.header.isFormData === false)
    const traced = trace.parts[at]
    if (part.type === 'field') texts.add(part)
    else if (part.fieldname === shape.file && file === undefined && refusal === undefined) {
      refusal = refusalOfFilename(shape, traced)
      if (refusal !== undefined) await skipFile(part)
      else file = await receiveFile(request, shape, part, traced)
    } else await skipFile(part)
  }
  if (trace.hasLookalike) throw malformed(new Error('a line of a part begins like the delimiter'))
  request.recording?.body.readFields(texts.values)
  judge(texts.values)
  if (refusal !== undefined) throw refusal
  if (file === undefined) throw missing(shape.file, 'absent')
  if (file.bytes === 0) throw missing(shape.file, 'empty')
  return { file, fields: parseValues(shape.fields, texts.values, 'form') }
}

/** Reads each file of a form, whatever its part's name. Throws an `ApiError` for what is no form or a broken one. */
export async function readFiles<T>(
  request: FastifyRequest,
  read: (source: Bytes, filename: string) => Promise<T>,
): Promise<readonly T[]> {
  requireMultipart(request)
  const results: T[] = []
  for await (const part of partsOf(request))
    if (part.type === 'file') results.push(await takeFile(part, source => read(source, part.filename)))
  return results
}

function receiveFile(
  { intake }: FastifyRequest,
  { file, policy }: FormShape<unknown>,
  part: FilePart,
  traced: TracedPart | undefined,
): Promise<Staged> {
  const { filename, mimetype } = part
  const type = traced !== undefined && hasContentType(traced) ? mimetype : undefined
  return takeFile(part, source => intake.receive(source, policy, { part: file, filename, type }))
}

function traceOf(request: FastifyRequest): WireTrace {
  const trace = new WireTrace(boundaryOf(request.headers['content-type'] ?? '') ?? '')
  // A second listener beside the parser's pipe: a stream in between would cost each byte another pass.
  request.raw.on('data', (chunk: Buffer) => trace.push(chunk))
  return trace
}

function refusalOfFilename(shape: FormShape<unknown>, part: TracedPart | undefined): ApiError | undefined {
  const style = part?.header.styleOf('filename') ?? 'absent'
  if (style === 'absent') return missing(shape.file, 'no-filename')
  if (style === 'unquoted' && shape.quotedFilename) return missing(shape.file, 'unquoted-filename')
  return undefined
}

function missing(part: string, reason: 'absent' | 'no-filename' | 'unquoted-filename' | 'empty'): ApiError {
  return new ApiError({ kind: 'missing-part', part, reason })
}

function hasContentType({ header }: TracedPart): boolean {
  return /^content-type:/im.test(header.text)
}
