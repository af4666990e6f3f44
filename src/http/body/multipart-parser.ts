import type { EventEmitter } from 'node:events'
import type { Writable } from 'node:stream'
import multipart, { type MultipartFile, type MultipartValue } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Bytes } from '../../core/bytes.ts'
import { ApiError } from '../../core/problem.ts'
import { KiB } from '../../core/units.ts'
import { boundaryOf } from '../../media/part-header.ts'
import { ParserStalled, ParserWatch } from './parser-watch.ts'

/** A part that is a file; its bytes arrive while they are read. */
export type FilePart = Pick<MultipartFile, 'type' | 'fieldname' | 'filename' | 'mimetype'> & {
  readonly bytes: Bytes
}

/** A part that is text, which has arrived. */
export type FieldPart = Pick<
  MultipartValue<string>,
  'type' | 'fieldname' | 'value' | 'valueTruncated' | 'fieldnameTruncated'
>

/** One part of a form as the parser tells it. */
export type FormPart = FieldPart | FilePart

/** The longest text of one field, in bytes; the parser cuts it there. */
export const MAX_FIELD_BYTES = 64 * KiB

/** Bounds on what is no file. The meter bounds files. */
const LIMITS = {
  fileSize: Number.POSITIVE_INFINITY,
  fieldSize: MAX_FIELD_BYTES,
  fieldNameSize: 1_000,
  fields: 100,
  parts: 200,
}

/** Makes multipart bodies readable in a scope. */
export async function acceptForms(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, { limits: LIMITS, throwFileSizeLimit: false })
}

/**
 * The longest boundary that is read. RFC 2046 allows 70 characters; to search for a very long one can take as many steps
 * for each byte of the body.
 */
const MAX_BOUNDARY = 200

/** Throws an `ApiError` for a request whose content type is not a form's, or has a boundary that nobody would write. */
export function requireMultipart(request: FastifyRequest): void {
  const found = request.headers['content-type']
  if (!request.isMultipart())
    throw new ApiError({ kind: 'unsupported-content-type', found, expected: 'multipart/form-data' })
  if ((boundaryOf(found ?? '')?.length ?? 0) > MAX_BOUNDARY)
    throw malformed(new Error(`the boundary has more than ${MAX_BOUNDARY} characters`))
}

/**
 * The parts of a request's form, in their order. The part named `file` is a file even where it has no file name. The
 * next part comes when a file was read or skipped. Throws an `ApiError` for a broken form.
 */
export async function* partsOf(request: FastifyRequest, file?: string): AsyncIterable<FormPart> {
  const emitters: EventEmitter[] = []
  // A part may lack a name as well, and is no file for that.
  const isNamedFile = (name: string | undefined) => file !== undefined && name === file
  const watch = new ParserWatch(request.raw)
  const options = {
    // A file part without a file name would be read as text, and its bytes mangled. A field that says that it is JSON
    // would be read as JSON, and be no text any more.
    isPartAFile: (name: string | undefined, type: string | undefined, filename: string | undefined) =>
      isNamedFile(name) || filename !== undefined || type?.startsWith('application/json') === true,
    // The parser is handed out nowhere; this option of its stream is called on it.
    final(this: Writable, done: () => void) {
      emitters.push(this)
      done()
    },
  }
  try {
    for await (const part of watch.parts(request.parts(options))) {
      if (part.type === 'field') {
        yield part as FieldPart // one of JSON, which has another value, comes as a file
        continue
      }
      const { type, fieldname, filename, mimetype } = part
      emitters.push(part.file)
      const bytes = watch.file(part.file)
      if (filename === undefined && !isNamedFile(fieldname)) yield await fieldOf(fieldname, bytes)
      else yield { type, fieldname, filename, mimetype, bytes }
    }
  } catch (error) {
    throw error instanceof ApiError ? error : malformed(error)
  } finally {
    watch.end()
  }
  for (const emitter of emitters) dropListeners(emitter)
}

/** A field of which the parser gave the bytes. JSON is UTF-8, whatever its type says. */
async function fieldOf(fieldname: string, bytes: Bytes): Promise<FieldPart> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    if (size < MAX_FIELD_BYTES) chunks.push(chunk)
    size += chunk.length
  }
  const value = Buffer.concat(chunks).subarray(0, MAX_FIELD_BYTES).toString('utf8')
  return {
    type: 'field',
    fieldname,
    value,
    valueTruncated: size > MAX_FIELD_BYTES,
    fieldnameTruncated: false,
  }
}

/** Has `take` read a file's bytes. Where the form is cut the parser's error comes out of them: it is thrown in our words. */
export async function takeFile<T>(part: FilePart, take: (source: Bytes) => Promise<T>): Promise<T> {
  try {
    return await take(part.bytes)
  } catch (error) {
    throw isCutForm(error) || error instanceof ParserStalled ? malformed(error) : error
  }
}

/** Reads a file that nobody wants. */
export async function skipFile(part: FilePart): Promise<void> {
  await takeFile(part, async source => {
    for await (const _ of source);
  })
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

/** What a form is refused with that can't be read; `error` says why, and stays the cause. */
export function malformed(error: unknown): ApiError {
  const message = error instanceof Error ? error.message : String(error)
  return new ApiError({ kind: 'malformed', what: 'form', message }, { cause: error })
}

/**
 * Takes the listeners off a stream of the parser that has ended. The parser gives each part a function as a property,
 * which V8 puts where only a large collection of garbage looks: all that it leads to, and the listeners lead to the
 * whole request, would be kept and copied until then. More than a quarter of the time of an upload of 500 KB.
 */
function dropListeners(stream: EventEmitter): void {
  stream.removeAllListeners().on('error', ignore)
}

function ignore(): void {}
