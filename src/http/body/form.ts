import type { EventEmitter } from 'node:events'
import type { Writable } from 'node:stream'
import multipart, { type Multipart, type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type * as z from 'zod'
import type { Bytes } from '../../core/bytes.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import { ApiError } from '../../core/problem.ts'
import { KiB } from '../../core/units.ts'
import { boundaryOf } from '../../media/part-header.ts'
import type { Declared, Staged } from '../../media/receive.ts'
import { type TracedPart, WireTrace } from '../../media/wire-trace.ts'
import { dropListeners } from './forget-parser.ts'
import { parseValues } from './validate.ts'

/** The text fields of a form. */
export type FormFields = { readonly [name: string]: string }

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

/** Bounds on what is no file. The meter bounds files. */
const LIMITS = {
  fileSize: Number.POSITIVE_INFINITY,
  fieldSize: 64 * KiB,
  fieldNameSize: 1_000,
  fields: 100,
  parts: 200,
}
/** All text fields of one form together, in characters. */
const MAX_FIELDS_CHARS = 256 * KiB

/** Makes multipart bodies readable in a scope. */
export async function acceptForms(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, { limits: LIMITS, throwFileSizeLimit: false })
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
  if (!request.isMultipart()) {
    // A client of HTTP Digest asks first without its body, and wants the challenge.
    if (request.headers['content-length'] === '0') judge({})
    throw new ApiError({
      kind: 'unsupported-content-type',
      found: request.headers['content-type'],
      expected: 'multipart/form-data',
    })
  }
  const trace = traceOf(request)
  request.recording?.body.follow(trace, shape.file)
  const texts = new TextFields()
  let file: Staged | undefined
  let refusal: ApiError | undefined
  let number = 0
  for await (const part of partsOf(request, shape.file)) {
    const traced = trace.parts.filter(({ header }) => header.isFormData)[number++]
    if (part.type === 'field') texts.add(part)
    else if (part.fieldname === shape.file && file === undefined && refusal === undefined) {
      refusal = refusalOfFilename(shape, traced)
      if (refusal !== undefined) part.file.resume()
      else
        file = await receiveFile(request, part, shape.policy, {
          part: shape.file,
          filename: part.filename,
          type: traced !== undefined && hasContentType(traced) ? part.mimetype : undefined,
        })
    } else part.file.resume()
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
  if (!request.isMultipart())
    throw new ApiError({
      kind: 'unsupported-content-type',
      found: request.headers['content-type'],
      expected: 'multipart/form-data',
    })
  const results: T[] = []
  for await (const part of partsOf(request)) {
    if (part.type !== 'file') continue
    try {
      results.push(await read(part.file, part.filename))
    } catch (error) {
      throw isCutForm(error) ? malformed(error) : error
    }
  }
  return results
}

async function* partsOf(request: FastifyRequest, file?: string): AsyncIterable<Multipart> {
  const emitters: EventEmitter[] = []
  const options = {
    // A file part without a file name would be read as text, and its bytes mangled.
    isPartAFile: (name: string | undefined, _type: string | undefined, filename: string | undefined) =>
      name === file || filename !== undefined,
    // The parser is handed out nowhere; this option of its stream is called on it.
    final(this: Writable, done: () => void) {
      emitters.push(this)
      done()
    },
  }
  try {
    for await (const part of request.parts(options)) {
      if (part.type === 'file') emitters.push(part.file)
      yield part
    }
  } catch (error) {
    throw error instanceof ApiError ? error : malformed(error)
  }
  for (const emitter of emitters) dropListeners(emitter)
}

/** As the intake's, with the parser's own errors in our words: they come out of the file where a form is cut. */
async function receiveFile(
  request: FastifyRequest,
  part: MultipartFile,
  policy: MediaPolicy,
  declared: Declared,
) {
  try {
    return await request.intake.receive(part.file, policy, declared)
  } catch (error) {
    throw isCutForm(error) ? malformed(error) : error
  }
}

function isCutForm(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  return (
    error.message.includes('terminated early') ||
    error.message === 'Unexpected end of multipart data' ||
    code === 'FST_MP_PREMATURE_CLOSE' ||
    code === 'ERR_STREAM_PREMATURE_CLOSE'
  )
}

function malformed(error: unknown): ApiError {
  const message = error instanceof Error ? error.message : String(error)
  return new ApiError({ kind: 'malformed', what: 'form', message }, { cause: error })
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

/** The text fields of one form; the last counts of those with the same name. */
class TextFields {
  readonly #values = new Map<string, string>()
  #chars = 0

  get values(): FormFields {
    return Object.fromEntries(this.#values)
  }

  /** Throws `too-large` for a field that was cut, and when all together are too much text. */
  add(field: Extract<Multipart, { type: 'field' }>): void {
    const { fieldname: part, value } = field
    if (field.valueTruncated || field.fieldnameTruncated)
      throw new ApiError({ kind: 'too-large', part, limit: LIMITS.fieldSize })
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    this.#chars += text.length
    if (this.#chars > MAX_FIELDS_CHARS)
      throw new ApiError({ kind: 'too-large', part, limit: MAX_FIELDS_CHARS })
    this.#values.set(part, text)
  }
}

function hasContentType({ header }: TracedPart): boolean {
  return /^content-type:/im.test(header.text)
}
